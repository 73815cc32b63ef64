"""Examines how many updates the bot has set aside because it could not handle them."""

from __future__ import annotations

from datetime import date, timedelta

from bot.domain.set_aside import SetAside
from bot.health.finding import Finding, ok, warning
from storage import daily_counts
from storage.store import Store

NAME = "updates"
RECENT = timedelta(days=30)
TEXTS = {
    SetAside.UNDECIDABLE: (
        "could not be decided; the log names what contradicted them, and who wrote in private or pressed was told"
    ),
    SetAside.UNREADABLE: (
        "could not be read; the log names the place that did not fit, and who wrote in private or pressed was told"
    ),
}


async def examine_updates(store: Store, today: date) -> list[Finding]:
    """The findings about the last thirty days."""
    since = (today - RECENT).isoformat()
    counted = await daily_counts.since(store.engine, since, tuple(SetAside))
    found = [warning(NAME, f"{number} since {since} {TEXTS[SetAside(kind)]}") for kind, number in counted.items()]
    return found or [ok(NAME, "none was set aside")]
