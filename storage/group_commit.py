"""Lets all changes that wait at one moment share one transaction, and tells each caller how its own ended."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from storage.statements import Statements

Outcome = Exception | None
Commit = Callable[[list[Statements]], Awaitable[list[Outcome]]]
"""Commits several changes; the error of each, None where it succeeded. Raises what concerns all of them."""


class GroupCommit:
    """Commits one group at a time; what comes meanwhile is the next group."""

    def __init__(self, commit: Commit) -> None:
        self._commit = commit
        self._waiting: list[tuple[Statements, asyncio.Future[None]]] = []
        self._committing: asyncio.Task[None] | None = None

    def write(self, statements: Statements) -> asyncio.Future[None]:
        """Done when they are committed; raises what `commit` returns or raises.

        Whoever waits may be cancelled: the transaction, which others share, goes on.
        """
        loop = asyncio.get_running_loop()
        done: asyncio.Future[None] = loop.create_future()
        self._waiting.append((statements, done))
        if self._committing is None or self._committing.done():
            self._committing = loop.create_task(self._commit_waiting())
        return done

    async def finish(self) -> None:
        """Return when nothing is being committed."""
        while self._committing is not None and not self._committing.done():
            await self._committing

    async def _commit_waiting(self) -> None:
        while self._waiting:
            changes, self._waiting = self._waiting, []
            try:
                outcomes = await self._commit([statements for statements, _ in changes])
            except Exception as error:
                outcomes = [error] * len(changes)
            for (_, done), outcome in zip(changes, outcomes, strict=True):
                if done.cancelled():
                    continue
                if outcome is None:
                    done.set_result(None)
                else:
                    done.set_exception(outcome)
