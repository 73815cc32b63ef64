"""Moments as dates and times in a zone."""

from __future__ import annotations

from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from bot.domain.time import EPOCH, SECOND, Moment


def local(moment: Moment, zone: tzinfo) -> datetime:
    """The moment as a `datetime` in the zone."""
    return datetime.fromtimestamp((moment - EPOCH) / SECOND, zone)


def day(moment: Moment, zone: ZoneInfo) -> str:
    """`31.01.2027`, as people in Kazakhstan write it."""
    return _day(local(moment, zone))


def iso_day(moment: Moment, zone: ZoneInfo) -> str:
    """`2027-01-31`."""
    return local(moment, zone).date().isoformat()


def clock(moment: Moment, zone: ZoneInfo) -> str:
    """`17:05`."""
    return _clock(local(moment, zone))


def minute(moment: Moment, zone: ZoneInfo) -> str:
    """`31.01.2027 17:05`."""
    at = local(moment, zone)
    return f"{_day(at)} {_clock(at)}"


def _day(at: datetime) -> str:
    return f"{at.day:02}.{at.month:02}.{at.year:04}"


def _clock(at: datetime) -> str:
    return f"{at.hour:02}:{at.minute:02}"
