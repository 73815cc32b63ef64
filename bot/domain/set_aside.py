"""Updates that are set aside without an effect, so that nothing waits behind them."""

from __future__ import annotations

from enum import StrEnum


class SetAside(StrEnum):
    """Why an update is set aside. Each is counted by day in `daily_counts`, under its value."""

    UNDECIDABLE = "undecidable"  # every decision about it met a conflict
    UNREADABLE = "unreadable"  # its shape differs from the Bot API
