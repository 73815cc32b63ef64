"""Which updates are let go without having had their effect, so that nobody waits behind them?"""

from __future__ import annotations

from enum import StrEnum


class SetAside(StrEnum):
    """Counted by day in `daily_counts`, under the value; about nobody."""

    UNDECIDABLE = "undecidable"  # each time it was decided, what the decision expects was not true
    UNREADABLE = "unreadable"  # what it says has another shape than the Bot API describes
