"""What follows a commit, at once and not only at the next sweep? It is said here, and nowhere else.

If the process ends before, nothing is lost: an erasure that was wished for, a fact to tell and a connected group stand
in the database, and the next start looks for each.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from dataclasses import dataclass
from typing import Any

from bot.jobs.sweeps import Sweep
from bot.jobs.timetable import Timetable
from bot.machine import Sleep
from storage.news import Bulletin, News
from storage.statements import StorageError

log = logging.getLogger(__name__)
PAUSE = 1.0  # seconds until a group that could not be moved into is tried again


@dataclass(frozen=True, slots=True)
class AfterCommit:
    """Reads the news, and sets off what follows: whoever wished for an erasure has it begun within the second."""

    bulletin: Bulletin
    timetable: Timetable
    deliver: Callable[[], None]
    move_in: Callable[[], Awaitable[None]]
    sleep: Sleep

    def parts(self) -> Iterator[tuple[str, Coroutine[Any, Any, None]]]:
        """Each until cancelled, with its name."""
        yield "destroying at once", self._destroy_at_once()
        yield "delivering at once", self._deliver_at_once()
        yield "moving in", self._move_in_at_once()

    async def _destroy_at_once(self) -> None:
        while True:
            await self.bulletin.read(News.ERASURE_WISHED)
            self.timetable.hurry(Sweep.FINISH_ERASURES)

    async def _deliver_at_once(self) -> None:
        while True:
            await self.bulletin.read(News.FACT_TO_TELL)
            self.deliver()

    async def _move_in_at_once(self) -> None:
        """What has waited for a staff group goes there."""
        while True:
            await self.bulletin.read(News.GROUP_CONNECTED)
            while not await self._has_moved_in():
                await self.sleep(PAUSE)
            self.deliver()

    async def _has_moved_in(self) -> bool:
        try:
            await self.move_in()
        except StorageError as error:
            log.error("the connected group cannot be read: %s", error)
            return False
        return True
