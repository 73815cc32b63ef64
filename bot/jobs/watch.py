"""Watches that every job still succeeds.

A job that fails does so silently: what it should have destroyed stays. So each success is noted. If a job has not
succeeded for two intervals, staff and the log are told once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress

from bot.domain.facts import Fact
from bot.domain.time import HOUR, NO_TIME, SECOND, Moment, Span
from bot.machine import Clock, Monotonic
from storage import outbox, sweeps
from storage.outbox import STAFF
from storage.statements import StorageError
from storage.store import Store

log = logging.getLogger(__name__)
MISSED_INTERVALS = 2  # one run may have just been missed, or be under way
NOTE_EVERY = HOUR  # the note on disk is only for the next start
LONG_AGO_SECONDS = -1e12  # monotonic seconds

OtherTroubles = Callable[[], Mapping[str, str]]
"""Other troubles that staff must be told of: name to reason, in words for an operator."""


class Watch:
    """Knows when each job last succeeded, also before this process began.

    It counts by `monotonic`, so setting the clock makes no job late, and none punctual.
    """

    def __init__(
        self,
        store: Store,
        interval: Span,
        clock: Clock,
        monotonic: Monotonic,
        other_troubles: OtherTroubles = dict,
    ) -> None:
        self._store = store
        self._allowed_seconds = MISSED_INTERVALS * interval / SECOND
        self._clock = clock
        self._monotonic = monotonic
        self._other_troubles = other_troubles
        self._succeeded: dict[str, float] = {}
        self._written: dict[str, float] = {}
        self._unwritten: dict[str, Moment] = {}
        self._told: set[str] = set()
        self._suspected: set[str] = set()
        self._logged: set[str] = set()

    async def begin(self, names: Iterable[str]) -> None:
        """Read an earlier process's notes. A job without a note, or with one from the future, counts as on time."""
        written = await sweeps.all_of(self._store.engine)
        self._told = await sweeps.told_of(self._store.engine)
        now, beginning = self._clock(), self._monotonic()
        self._written = {name: beginning - max(now - at, NO_TIME) / SECOND for name, at in written.items() if at}
        self._succeeded = {name: self._written.get(name, beginning) for name in names}

    def end(self) -> None:
        """Watch no job any more: another process may run them from now on."""
        self._succeeded.clear()
        self._suspected.clear()

    def succeed(self, name: str) -> None:
        """Know that a job succeeded; `write` writes it down if it is time."""
        now = self._succeeded[name] = self._monotonic()
        self._logged.discard(name)
        if name in self._told or now - self._written.get(name, LONG_AGO_SECONDS) >= NOTE_EVERY / SECOND:
            self._unwritten[name] = self._clock()

    async def write(self) -> None:
        """Write down all successes that are not written yet, in one commit: each job of a start has one. Raises
        StorageError."""
        if self._unwritten:
            await self._forgive(dict(self._unwritten))

    def excuse(self, name: str) -> None:
        """Count a job as on time: it waits for something else, which is reported elsewhere."""
        self._succeeded[name] = self._monotonic()

    def ages(self) -> dict[str, float]:
        """How many seconds ago each job succeeded last."""
        now = self._monotonic()
        return {name: now - at for name, at in self._succeeded.items()}

    def late(self) -> list[str]:
        """Why the bot is not ready: a sentence for each job that has not succeeded for too long."""
        return list(self._late().values())

    def _late(self) -> dict[str, str]:
        now = self._monotonic()
        return {
            name: f"{name} has not succeeded for {int(now - at)} s"
            for name, at in self._succeeded.items()
            if now - at > self._allowed_seconds
        }

    async def look(self) -> None:
        """Tell of each new trouble that the previous look saw too: after a sleep of the machine every job is late."""
        wrong = self._late() | dict(self._other_troubles())
        before, self._suspected = self._suspected, set(wrong)
        lasting = [name for name in wrong if name in before - self._told]
        new = [wrong[name] for name in lasting if name not in self._logged]
        if new:  # in one line: a storage that refuses makes every job late
            log.error("%s", "; ".join(new))
        self._logged.update(lasting)
        for name in lasting:
            await self._tell(name)
        for name in (self._told | self._logged) - wrong.keys() - self._succeeded.keys():
            self._logged.discard(name)
            with suppress(StorageError):  # the next look tries again
                await self._forgive({name: self._clock()})

    async def _tell(self, name: str) -> None:
        now = self._clock()
        told = outbox.tell(STAFF, Fact.ALARM, name.encode(), now)
        with suppress(StorageError):  # it is logged already; staff are told at the next look
            await self._store.commit([sweeps.tell(name, now), told])
            self._told.add(name)

    async def _forgive(self, succeeded: Mapping[str, Moment]) -> None:
        await self._store.commit(
            [
                statement
                for name, at in succeeded.items()
                for statement in (sweeps.succeed(name, at), outbox.cancel(Fact.ALARM, name.encode()))
            ]
        )
        for name in succeeded:
            self._unwritten.pop(name, None)
            self._written[name] = self._monotonic()
            if name in self._told:
                self._told.discard(name)
                log.warning("%s: all is well again", name)
