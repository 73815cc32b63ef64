"""Counts of how far people came, and of how long applications waited to be taken."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from bot.domain.time import MINUTE, Span


class Stage(StrEnum):
    """The stages from the first message to a licence, in order. The values are events in `daily_counts`.

    A person is counted once at each stage, however often they apply: a count is a number of people. A person at a stage
    is also counted at all stages before it, so the numbers never grow along the way.
    """

    STARTED = "started"
    AGREED = "agreed"
    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    SENT = "sent"
    TAKEN = "taken"
    CONTACTED = "contacted"
    WON = "won"

    rank: int  # 1 for the first


for _rank, _stage in enumerate(Stage, 1):
    _stage.rank = _rank
WAIT_ENDS_MINUTES = (5, 10, 15, 30, 60, 120, 240, 480, 1_440, 2_880, 4_320, 10_080)
"""Upper bounds of the histogram of waits; a longer wait is counted at LONGER. Unlike single waiting times, a histogram
describes nobody, so it may be kept after an erasure."""
LONGER = 0
WAITED = "waited_"


def wait_event(span: Span) -> str:
    """The event in `daily_counts` for a wait of this span."""
    return f"{WAITED}{next((end for end in WAIT_ENDS_MINUTES if span <= end * MINUTE), LONGER)}"


def median_wait(counts: Mapping[str, int]) -> tuple[int, int] | None:
    """The span (from, to) in minutes in which the median lies; (last bound, LONGER) above all bounds; None if empty."""
    ends = [*WAIT_ENDS_MINUTES, LONGER]
    found = [counts.get(f"{WAITED}{end}", 0) for end in ends]
    reached = 0
    for index, count in enumerate(found):
        reached += count
        if 2 * reached >= sum(found) > 0:
            return (ends[index - 1] if index else 0, ends[index])
    return None
