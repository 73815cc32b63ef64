"""Counts what the bot does: a line an hour in the log, and the totals since the start for `/metrics`. Numbers, nobody's
data."""

from __future__ import annotations

import logging
from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from bot.domain.time import HOUR, SECOND
from bot.machine import Sleep

log = logging.getLogger(__name__)
BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds: how durations are grouped. A longer one is in the last group."""


@dataclass(slots=True)
class Durations:
    """How many there were up to each of BOUNDS, and longer ones last; `total` in seconds."""

    groups: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    total: float = 0.0

    def add(self, seconds: float) -> None:
        self.groups[bisect_left(BOUNDS, seconds)] += 1
        self.total += seconds


class Tally:
    """Outcomes since the last line, and all since the start."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self.outcomes: Counter[str] = Counter()
        self.updates: Counter[str] = Counter()
        """By what somebody did; `unreadable` for those that cannot be read."""
        self.calls: Counter[tuple[str, str]] = Counter()
        """To the messenger, by method and result."""
        self.durations: defaultdict[str, Durations] = defaultdict(Durations)

    def add(self, outcome: str, number: int = 1) -> None:
        """`outcome` is one of a few words of the code, and holds nothing that somebody said."""
        self._counts[outcome] += number
        self.outcomes[outcome] += number

    def expect(self, *outcomes: str) -> None:
        """Count them from 0 on: Prometheus does not see a number rise that was not there before."""
        for outcome in outcomes:
            self.outcomes[outcome] += 0

    def take(self) -> str:
        """What was counted, in words; the count begins anew."""
        counts, self._counts = self._counts, Counter()
        return ", ".join(f"{outcome}: {number}" for outcome, number in sorted(counts.items())) or "nothing"

    def add_call(self, method: str, result: str) -> None:
        self.calls[method, result] += 1


async def tell_hourly(tally: Tally, sleep: Sleep) -> None:
    """Log a line an hour, until cancelled."""
    while True:
        await sleep(HOUR / SECOND)
        log.info("the last hour: %s", tally.take())
