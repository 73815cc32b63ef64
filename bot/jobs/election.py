"""Which of several processes on one database leads: it delivers the outbox, sweeps and watches. All of them answer."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any, Protocol

from bot.domain.frozen import frozen
from bot.jobs.leadership import Leadership
from bot.running_parts import RunningParts
from storage.statements import StorageError

log = logging.getLogger(__name__)


class Election(Protocol):
    """One process's part in it. No two processes have won at the same time."""

    async def won(self) -> None:
        """Return when this process is to lead. Called again only after it has stopped leading."""

    async def lost(self) -> None:
        """Return when this process must stop leading."""

    async def close(self) -> None:
        """Let another process lead."""


@frozen
class Replica:
    """What makes a process one of several. `listen` hears the news of the others until it is cancelled."""

    election: Election
    listen: Callable[[], Coroutine[Any, Any, None]] | None = None
    all_receive: bool = True
    """Whether the messenger brings updates to any process; only one can fetch them."""

    async def lead_when_elected(self, parts: RunningParts, leadership: Leadership) -> None:
        """Lead from each victory to the defeat that follows it, until cancelled."""
        while True:
            await parts.run_beside(self.election.won())
            log.warning("this process leads now")
            try:
                await self._lead(parts, leadership)
            except StorageError as error:
                log.error("this process could not begin to lead: %s", error)
            log.warning("this process leads no longer")
            await leadership.end(parts)

    async def _lead(self, parts: RunningParts, leadership: Leadership) -> None:
        """Until the lead is lost, which may be while it begins: the messenger may be away for hours."""
        beginning = asyncio.create_task(leadership.begin_among_others(parts))
        losing = asyncio.create_task(self.election.lost())
        try:
            await asyncio.wait([beginning, losing], return_when=asyncio.FIRST_COMPLETED)
            if not losing.done():
                await beginning
                await parts.run_beside(_end_of(losing))
        finally:
            for task in (beginning, losing):
                task.cancel()
            await asyncio.gather(beginning, losing, return_exceptions=True)


async def _end_of(task: asyncio.Task[None]) -> None:
    await task
