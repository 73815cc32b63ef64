"""Scrub both databases once a night, at the first sweep after 03:00 in TIMEZONE, when few people write. `secure_delete`
leaves copies in gaps of pages in use; only VACUUM between two emptied logs removes them. (A key is gone the moment it
is destroyed; at night its empty row goes too.)

A scrub succeeds only if no other program was reading and the log is empty; otherwise the next sweep tries again, and
after three failures in a row it logs an error. A missed night is made up for at the first sweep.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.time import Moment, moment_of
from bot.domain.wall_clock import local
from bot.machine import Clock
from storage import sweeps
from storage.statements import StorageUnavailable
from storage.store import Store

log = logging.getLogger(__name__)
Scrub = Callable[[], Awaitable[bool]]
"""Returns False if another program reads the file."""
OF_KEYS, OF_ROWS = "nightly scrub of keys", "nightly scrub"
"""Under these names the last success is recorded."""
NIGHTLY_AT = time(3)
MAX_FAILURES = 3  # in a row; with a sweep each minute, a backup or a query by hand is over by then


class ScrubDatabase:
    """Counts `scrubbed` files, `busy` ones that another program reads, and `failed` ones that could not be written."""

    def __init__(self, store: Store, zone: ZoneInfo, clock: Clock) -> None:
        self._store = store
        self._zone = zone
        self._clock = clock
        self._failures: Counter[str] = Counter()

    async def __call__(self) -> Counter[str]:
        now = self._clock()
        night, counts = last_night(now, self._zone), Counter[str]()
        # One by one: a reader of the small file must not cause the large one to be rewritten every minute.
        scrubs = {OF_KEYS: self._store.vault.compact, OF_ROWS: self._store.engine.scrub}
        for name, scrub in scrubs.items():
            # A success in the future came from a clock that has been set back since.
            if not night <= await sweeps.succeeded_at(self._store.engine, name) <= now:
                counts[await self._run(name, scrub, now)] += 1
        return counts

    async def _run(self, name: str, scrub: Scrub, now: Moment) -> str:
        outcome = await self._try(name, scrub, now)
        self._failures[name] = 0 if outcome == "scrubbed" else self._failures[name] + 1
        if self._failures[name] >= MAX_FAILURES:
            log.error("the %s did not succeed %d times in a row: %s", name, self._failures[name], outcome)
        return outcome

    async def _try(self, name: str, scrub: Scrub, now: Moment) -> str:
        try:
            if not await scrub():
                return "busy"
            await self._store.commit([sweeps.succeed(name, now)])
        except (StorageUnavailable, MemoryError):
            return "failed"
        return "scrubbed"


def last_night(now: Moment, zone: ZoneInfo) -> Moment:
    """The last time it was 03:00 in the zone."""
    here = local(now, zone)
    today = datetime.combine(here.date(), NIGHTLY_AT, zone)
    night = today if today <= here else datetime.combine(here.date() - timedelta(days=1), NIGHTLY_AT, zone)
    return moment_of(night)
