"""How does a moment, in milliseconds since 1970 UTC, read on the operator's wall?"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo


def local(moment: int, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(moment / 1000, zone)


def day(moment: int, zone: ZoneInfo) -> str:
    """`31.01.2027`, as people here write it."""
    return local(moment, zone).strftime("%d.%m.%Y")


def iso_day(moment: int, zone: ZoneInfo) -> str:
    """`2027-01-31`."""
    return local(moment, zone).date().isoformat()


def minute(moment: int, zone: ZoneInfo) -> str:
    """`31.01.2027 17:05`."""
    return local(moment, zone).strftime("%d.%m.%Y %H:%M")
