"""Moments in a text: `<tg-time unix="1647531900" format="wDT">` (Bot API 9.5, date_time entities).

The reader's client shows the moment in the reader's zone and language; older clients show the text inside the tag.
"""

from __future__ import annotations

import re
from typing import Any

from simulator.errors import ApiError, bad_request, refused_by_simulator
from simulator.schema.frozen import frozen

_LETTERS = re.compile(r"[tTdDwW]*")  # what Telegram's server reads (tdlib, FormattedDate::get_date_flags)
_DOCUMENTED = re.compile(r"r|w?[dD]?[tT]?")


@frozen
class Moment:
    """`unix_time` in seconds; `format`: "r" relative, else day of week, date and time, short (d, t) or long (D, T)."""

    unix_time: int
    format: str = ""

    def to_json(self) -> dict[str, Any]:
        return {"unix_time": self.unix_time} | ({"date_time_format": self.format} if self.format else {})


def check_format(written: str) -> str:
    """The format with its letters in the documented order. Raises ApiError 400."""
    if written in ("r", "R"):
        return "r"
    if not _LETTERS.fullmatch(written):
        raise _invalid()
    ordered = "".join(letter for letter in "wdDtT" if letter in written.replace("W", "w"))
    if not _DOCUMENTED.fullmatch(ordered):
        raise refused_by_simulator(f"a date is short or long, and so is a time, not both: {written!r}")
    return ordered


def _invalid() -> ApiError:
    return bad_request("can't parse entities: Invalid date format used")
