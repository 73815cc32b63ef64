"""Logs one line for each update: number, kind, outcome and duration.

One that cannot be stored is brought again every few seconds, a hundred at once, for as long as the database is away. So
only its first refusal has a line; the others are heard at DEBUG.
"""

from __future__ import annotations

import logging

from bot.dialogue.event import Event, Unreadable
from bot.lru_cache import LruCache

log = logging.getLogger(__name__)


class UpdateLog:
    """Remembers which refusals have a line."""

    def __init__(self) -> None:
        self._refused: LruCache[int, bool] = LruCache(20_000)

    def note(self, event: Event | Unreadable, seconds: float, *, is_stored: bool) -> None:
        """`seconds`: from its arrival to its commit. Nothing of what was said or of who said it is logged."""
        level = logging.INFO
        if event.number in self._refused:
            if is_stored:
                self._refused.forget(event.number)
            else:
                level = logging.DEBUG
        elif not is_stored:
            self._refused.put(event.number, True)
        what = str(event.what) if isinstance(event, Event) else "unreadable"
        outcome, ms = "stored" if is_stored else "not stored", round(seconds * 1000, 1)
        fields = {"what": what, "outcome": outcome, "ms": ms}
        log.log(level, "update %d: %s, %s, %s ms", event.number, what, outcome, ms, extra={"fields": fields})
