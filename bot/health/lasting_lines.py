"""A line that is repeated while a trouble lasts: said at once, and then ever more seldom, at most once an hour.

What fails is tried again every few seconds, which would be 17,000 lines a day.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from bot.machine import Monotonic

FIRST_SILENCE_SECONDS = 60.0  # after the first line; each silence is twice as long as the one before
LONGEST_SILENCE_SECONDS = 3600.0  # a trouble that stays away for as long is a new one


@dataclass(slots=True)
class _Line:
    """When it may be said again, the silence before that, and how often it was kept back. Monotonic seconds."""

    next_at: float
    silence: float
    kept_back: int = 0


class LastingLines:
    """Says lines by their kind. Kinds are few: templates, never what they are filled with."""

    def __init__(self, log: logging.Logger, monotonic: Monotonic) -> None:
        self._log = log
        self._monotonic = monotonic
        self._lines: dict[str, _Line] = {}
        self._troubled: set[str] = set()

    def say(self, level: int, template: str, *values: object, exc_info: bool = False) -> None:
        """Say the line unless its kind was said a short time ago; the next one tells how many were kept back."""
        now = self._monotonic()
        line = self._lines.get(template)
        if line and now < line.next_at:
            line.kept_back += 1
            return
        self._troubled.add(template)
        if line is None or now - line.next_at > LONGEST_SILENCE_SECONDS:
            self._log.log(level, template, *values, exc_info=exc_info)
            self._lines[template] = _Line(now + FIRST_SILENCE_SECONDS, FIRST_SILENCE_SECONDS)
            return
        more = f" (and {line.kept_back} times since this was said last)" if line.kept_back else ""
        self._log.log(level, f"{template}%s", *values, more, exc_info=exc_info)
        silence = min(line.silence * 2, LONGEST_SILENCE_SECONDS)
        self._lines[template] = _Line(now + silence, silence)

    def end(self, template: str) -> None:
        """All is well again. Says so if the trouble was told of since it was well last."""
        if self._troubled:
            self._troubled.clear()
            self._log.warning(template)
