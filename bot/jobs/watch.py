"""Does everything that should happen by itself still happen?

A job that fails tells nobody: what it should have destroyed stays. So each success is noted, and one that is missing
for two intervals is told of, once, to staff and in the log.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress

from bot.domain.time import HOUR, NO_TIME, SECOND, Span
from bot.machine import Clock, Monotonic
from storage import outbox, sweeps
from storage.outbox import STAFF, Fact
from storage.statements import StorageError
from storage.store import Store

log = logging.getLogger(__name__)
INTERVALS = 2  # one may have been just missed, or be running
WRITTEN_EVERY = HOUR  # the memory knows better, and the disk is for the next start
LONG_AGO = -1e12  # monotonic seconds

Wrongs = Callable[[], Mapping[str, str]]
"""What else staff have to hear of: a name, and a reason for an operator."""


class Watch:
    """Knows when each job last succeeded, also before this process began. It counts by `monotonic`: a clock that is set
    makes nothing late, and nothing punctual."""

    def __init__(
        self,
        store: Store,
        interval: Span,
        clock: Clock,
        monotonic: Monotonic,
        wrongs: Wrongs = dict,
    ) -> None:
        self._store = store
        self._patience = INTERVALS * interval / SECOND
        self._clock = clock
        self._monotonic = monotonic
        self._wrongs = wrongs
        self._succeeded: dict[str, float] = {}
        self._written: dict[str, float] = {}
        self._told: set[str] = set()
        self._suspected: set[str] = set()
        self._logged: set[str] = set()

    async def begin(self, names: Iterable[str]) -> None:
        """What an earlier process left; a job that is new is on time, and so is one of the future."""
        written = await sweeps.all_of(self._store.engine)
        self._told = await sweeps.told_of(self._store.engine)
        now, beginning = self._clock(), self._monotonic()
        self._written = {name: beginning - max(now - at, NO_TIME) / SECOND for name, at in written.items() if at}
        self._succeeded = {name: self._written.get(name, beginning) for name in names}

    async def note(self, name: str) -> None:
        """A job has succeeded."""
        now = self._succeeded[name] = self._monotonic()
        self._logged.discard(name)
        if name in self._told or now - self._written.get(name, LONG_AGO) >= WRITTEN_EVERY / SECOND:
            await self._forgive(name)

    def excuse(self, name: str) -> None:
        """A job waits for what others have to see to."""
        self._succeeded[name] = self._monotonic()

    def late(self) -> list[str]:
        """Why the bot is not ready: every job that has not succeeded for too long."""
        return list(self._late().values())

    def _late(self) -> dict[str, str]:
        now = self._monotonic()
        return {
            name: f"{name} has not succeeded for {int(now - at)} s"
            for name, at in self._succeeded.items()
            if now - at > self._patience
        }

    async def look(self) -> None:
        """Tell of what is newly wrong, and was at the last look already: a machine that slept makes everything late."""
        wrong = self._late() | dict(self._wrongs())
        before, self._suspected = self._suspected, set(wrong)
        for name in wrong.keys() & before - self._told:
            if name not in self._logged:
                log.error("%s", wrong[name])
            self._logged.add(name)
            await self._tell(name)
        for name in (self._told | self._logged) - wrong.keys() - self._succeeded.keys():
            self._logged.discard(name)
            with suppress(StorageError):  # at the next look, then
                await self._forgive(name)

    async def _tell(self, name: str) -> None:
        now = self._clock()
        told = outbox.tell(STAFF, Fact.ALARM, name.encode(), now)
        with suppress(StorageError):  # the log has it; staff are told at the next look
            await self._store.commit([sweeps.tell(name, now), told])
            self._told.add(name)

    async def _forgive(self, name: str) -> None:
        await self._store.commit([sweeps.succeed(name, self._clock()), outbox.cancel(Fact.ALARM, name.encode())])
        self._written[name] = self._monotonic()
        if name in self._told:
            self._told.discard(name)
            log.warning("%s: all is well again", name)
