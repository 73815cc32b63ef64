"""How far did people come, and how long did they wait for somebody to take their application?"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from bot.domain.time import MINUTE, Span


class Stage(StrEnum):
    """The way from the first word to a licence, in order; the values are events in `daily_counts`.

    A person is counted once at each stage, however often they apply: a count is a number of people. Whoever reaches a
    stage has been counted at all stages before it, so that the numbers never grow on the way.
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

    @property
    def rank(self) -> int:
        """1 for the first."""
        return list(Stage).index(self) + 1


WAITS = (5, 10, 15, 30, 60, 120, 240, 480, 1_440, 2_880, 4_320, 10_080)
"""Upper ends, in minutes, of how long an application waited; what is longer is counted at 0. A histogram outlives
people, their waiting times do not."""
LONGER = 0
WAITED = "waited_"


def wait_event(span: Span) -> str:
    """The event that counts a wait of this span."""
    return f"{WAITED}{next((end for end in WAITS if span <= end * MINUTE), LONGER)}"


def median_wait(counts: Mapping[str, int]) -> tuple[int, int] | None:
    """From and to, in minutes, of the span in which the middle one waited; (last end, LONGER) beyond all."""
    ends = [*WAITS, LONGER]
    found = [counts.get(f"{WAITED}{end}", 0) for end in ends]
    reached = 0
    for index, count in enumerate(found):
        reached += count
        if 2 * reached >= sum(found) > 0:
            return (ends[index - 1] if index else 0, ends[index])
    return None
