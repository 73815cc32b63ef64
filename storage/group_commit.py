"""Lets all changes that wait at one moment share one transaction, and tells each caller how its own ended."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from storage.statements import Statements

Outcome = Exception | None
Commit = Callable[[list[Statements]], Awaitable[list[Outcome]]]
"""Commits several changes; the error of each, None where it succeeded. Raises what concerns all of them."""


class _Change:
    def __init__(self, statements: Statements) -> None:
        self.statements = statements
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()


class GroupCommit:
    """Commits one group at a time; what comes meanwhile is the next group."""

    def __init__(self, commit: Commit) -> None:
        self._commit = commit
        self._waiting: list[_Change] = []
        self._committing: asyncio.Task[None] | None = None

    async def write(self, statements: Statements) -> None:
        """Return when they are committed. Raises what `commit` returns or raises."""
        change = _Change(statements)
        self._waiting.append(change)
        if self._committing is None or self._committing.done():
            self._committing = asyncio.get_running_loop().create_task(self._commit_waiting())
        # A cancelled caller cancels the future of this change only, not the transaction that others share.
        await change.done

    async def finish(self) -> None:
        """Return when nothing is being committed."""
        while self._committing is not None and not self._committing.done():
            await self._committing

    async def _commit_waiting(self) -> None:
        while self._waiting:
            changes, self._waiting = self._waiting, []
            try:
                outcomes = await self._commit([change.statements for change in changes])
            except Exception as error:
                outcomes = [error] * len(changes)
            for change, outcome in zip(changes, outcomes, strict=True):
                if change.done.cancelled():
                    continue
                if outcome is None:
                    change.done.set_result(None)
                else:
                    change.done.set_exception(outcome)
