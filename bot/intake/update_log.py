"""Logs one line for each update: number, kind, outcome and duration."""

from __future__ import annotations

import logging

from bot.dialogue.event import Event, Unreadable

log = logging.getLogger(__name__)


def log_update(event: Event | Unreadable, seconds: float, *, is_stored: bool) -> None:
    """`seconds`: from its arrival to its commit. Nothing of what was said or of who said it is logged."""
    if not log.isEnabledFor(logging.INFO):
        return
    what = event.what.value if isinstance(event, Event) else "unreadable"
    outcome, ms = "stored" if is_stored else "not stored", round(seconds * 1000, 1)
    fields = {"what": what, "outcome": outcome, "ms": ms}
    log.info("update %d: %s, %s, %s ms", event.number, what, outcome, ms, extra={"fields": fields})
