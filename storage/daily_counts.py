"""Table `daily_counts`: what happened how often on a day, and nothing about whom."""

from __future__ import annotations

from storage.statements import Statement


def count(day: str, event: str) -> Statement:
    """`day` is an ISO date in the operator's time zone."""
    return Statement(
        "INSERT INTO daily_counts (day, event, count) VALUES ($1, $2, 1) "
        "ON CONFLICT (day, event) DO UPDATE SET count = daily_counts.count + 1",
        (day, event),
    )
