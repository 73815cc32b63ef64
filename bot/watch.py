"""Does everything that should happen by itself still happen?

A job that fails tells nobody: what it should have destroyed stays. So each success is noted, and one that is missing
for two intervals is told of, once, to staff and in the log.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

from bot.clock import Clock
from storage import outbox, sweeps
from storage.outbox import STAFF, Fact
from storage.statements import StorageError
from storage.store import Store
from storage.vault import Entropy

log = logging.getLogger(__name__)
INTERVALS = 2  # one may have been just missed, or be running
WRITTEN_EVERY = 3_600_000  # milliseconds; the memory knows better, and the disk is for the next start


class Watch:
    """Knows when each job last succeeded, also before this process began."""

    def __init__(
        self, store: Store, interval: int, clock: Clock, entropy: Entropy, wake: Callable[[], None] = lambda: None
    ) -> None:
        self._store = store
        self._interval = interval
        self._clock = clock
        self._entropy = entropy
        self._wake = wake
        self._succeeded: dict[str, int] = {}
        self._written: dict[str, int] = {}
        self._told: set[str] = set()
        self._suspected: set[str] = set()
        self._logged: set[str] = set()

    async def begin(self, names: Iterable[str]) -> None:
        """What an earlier process left; a job that is new is on time."""
        self._written = await sweeps.all_of(self._store.engine)
        self._told = await sweeps.told_of(self._store.engine)
        now = self._clock()
        self._succeeded = {name: self._written.get(name) or now for name in names}

    async def note(self, name: str) -> None:
        """A job has succeeded."""
        now = self._succeeded[name] = self._clock()
        self._logged.discard(name)
        if name not in self._told and now - self._written.get(name, 0) < WRITTEN_EVERY:
            return
        await self._store.commit([sweeps.succeed(name, now), outbox.cancel(Fact.ALARM, name.encode())])
        self._written[name] = now
        if name in self._told:
            self._told.discard(name)
            log.warning("%s succeeds again", name)

    def late(self) -> list[str]:
        """Why the bot is not ready: every job that has not succeeded for too long."""
        return list(self._late().values())

    def _late(self) -> dict[str, str]:
        now = self._clock()
        return {
            name: f"{name} has not succeeded for {(now - at) // 1000} s"
            for name, at in self._succeeded.items()
            if now - at > INTERVALS * self._interval
        }

    async def look(self) -> None:
        """Tell of what is newly late, and was at the last look already: a machine that slept makes everything late."""
        late = self._late()
        before, self._suspected = self._suspected, set(late)
        for name in late.keys() & before - self._told:
            if name not in self._logged:
                log.error("%s", late[name])
            self._logged.add(name)
            now = self._clock()
            told = outbox.tell(outbox.make_order(now, self._entropy), STAFF, Fact.ALARM, name.encode(), now)
            try:
                await self._store.commit([sweeps.tell(name, now), told])
            except StorageError:
                continue  # the log has it; staff are told at the next look
            self._told.add(name)
            self._wake()
