"""How far the clock jumps for each button of the demo page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Almaty")
OPENING = time(9)
FRIDAY = 4


def _to_next_working_morning(now: datetime) -> timedelta:
    """To the next 09:00 of Monday to Friday; public holidays are not considered."""
    morning = datetime.combine(now.date(), OPENING, ZONE)
    while morning <= now or morning.weekday() > FRIDAY:
        morning += timedelta(days=1)
    return morning - now


LEAPS: dict[str, Callable[[datetime], timedelta]] = {
    "hour": lambda _now: timedelta(hours=1),
    "day": lambda _now: timedelta(days=1),
    "morning": _to_next_working_morning,
    "year": lambda _now: timedelta(days=365),
}


def seconds_of(leap: str, now_ms: int) -> float:
    """The length in seconds of this leap from now. Raises LookupError for an unknown leap."""
    return LEAPS[leap](datetime.fromtimestamp(now_ms / 1000, ZONE)).total_seconds()
