"""Counts what the bot does, so that a good day leaves a line an hour in the log: numbers, nobody's data."""

from __future__ import annotations

import logging
from collections import Counter

from bot.domain.time import HOUR, SECOND
from bot.machine import Sleep

log = logging.getLogger(__name__)


class Tally:
    """Outcomes since the last line."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def add(self, outcome: str, number: int = 1) -> None:
        """`outcome` is one of a few words of the code, and holds nothing that somebody said."""
        self._counts[outcome] += number

    def take(self) -> str:
        """What was counted, in words; the count begins anew."""
        counts, self._counts = self._counts, Counter()
        return ", ".join(f"{outcome}: {number}" for outcome, number in sorted(counts.items())) or "nothing"


async def tell_hourly(tally: Tally, sleep: Sleep) -> None:
    """Log a line an hour, until cancelled."""
    while True:
        await sleep(HOUR / SECOND)
        log.info("the last hour: %s", tally.take())
