"""What follows a commit at once, without waiting for the next sweep.

If the process ends before that, nothing is lost: a requested erasure, a fact to tell and a connected group are in the
database, and the next start looks for each.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any

from bot.domain.frozen import frozen
from bot.jobs.sweeps import FINISH_ERASURES
from bot.jobs.timetable import Timetable
from bot.machine import Sleep
from storage.news import Bulletin, News
from storage.statements import StorageError

log = logging.getLogger(__name__)
Part = Callable[[], Coroutine[Any, Any, None]]
RETRY_SECONDS = 1.0  # until a connected group that could not be read is tried again


@frozen
class AfterCommit:
    """Reads the news and starts what follows. A requested erasure begins within a second."""

    bulletin: Bulletin
    timetable: Timetable
    deliver: Callable[[], None]
    move_in: Callable[[], Awaitable[None]]
    sleep: Sleep

    def of_leader(self) -> Mapping[str, Part]:
        """What only the process that leads does, by name; each runs until cancelled."""
        return {"destroying at once": self._destroy_at_once, "delivering at once": self._deliver_at_once}

    def of_everybody(self) -> Mapping[str, Part]:
        """What every process does, as above."""
        return {"moving in": self._move_in_at_once}

    async def _destroy_at_once(self) -> None:
        while True:
            await self.bulletin.read(News.ERASURE_REQUESTED)
            self.timetable.run_now(FINISH_ERASURES)

    async def _deliver_at_once(self) -> None:
        while True:
            await self.bulletin.read(News.FACT_TO_TELL)
            self.deliver()

    async def _move_in_at_once(self) -> None:
        """Send what has waited for a staff group."""
        while True:
            await self.bulletin.read(News.GROUP_CHANGED)
            while not await self._has_moved_in():
                await self.sleep(RETRY_SECONDS)
            self.deliver()

    async def _has_moved_in(self) -> bool:
        try:
            await self.move_in()
        except StorageError as error:
            log.error("the connected group cannot be read: %s", error)
            return False
        return True
