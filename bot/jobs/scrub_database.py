"""Scrub the main database once a night, at the first sweep after 03:00 in TIMEZONE, when nobody writes: `secure_delete`
leaves copies in the gaps of live pages, and only VACUUM between two emptied logs removes them. (The keystore is
scrubbed at once, with every key that is destroyed.)

It counts only when nobody was reading and the log is empty; otherwise it is tried again at the next sweep, and after
three times in a row somebody is told. A night that the bot slept through is made up for at its first sweep.
"""

from __future__ import annotations

import logging
from collections import Counter
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.domain.wall_clock import local
from storage import sweeps
from storage.statements import StorageUnavailable
from storage.store import Store

log = logging.getLogger(__name__)
NAME = "nightly scrub"
NIGHT = time(3)
PATIENCE = 3  # failures in a row: with sweeps a minute apart, a backup or a query by hand is over by then


class ScrubDatabase:
    """`scrubbed`; `busy` where somebody reads; `failed` where the database could not be written."""

    def __init__(self, store: Store, zone: ZoneInfo, clock: Clock) -> None:
        self._store = store
        self._zone = zone
        self._clock = clock
        self._failures = 0

    async def __call__(self) -> Counter[str]:
        now = self._clock()
        if await sweeps.succeeded_at(self._store.engine, NAME) >= last_night(now, self._zone):
            return Counter()
        outcome = await self._try(now)
        self._failures = 0 if outcome == "scrubbed" else self._failures + 1
        if self._failures >= PATIENCE:
            log.error("the database was not scrubbed %d times in a row: %s", self._failures, outcome)
        return Counter({outcome: 1})

    async def _try(self, now: int) -> str:
        try:
            if not await self._store.engine.scrub():
                return "busy"
            await self._store.commit([sweeps.succeed(NAME, now)])
        except StorageUnavailable:
            return "failed"
        return "scrubbed"


def last_night(now: int, zone: ZoneInfo) -> int:
    """The last time it was three o'clock there."""
    here = local(now, zone)
    today = datetime.combine(here.date(), NIGHT, zone)
    night = today if today <= here else datetime.combine(here.date() - timedelta(days=1), NIGHT, zone)
    return int(night.timestamp() * 1000)
