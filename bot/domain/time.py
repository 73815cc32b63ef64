"""Moments and spans of time, in whole milliseconds.

At run time both are plain integers: they cost nothing, and SQLite stores them as they are. The type checker tells them
apart. The difference of two moments is a span. A moment plus a span is a moment. Two moments cannot be added, and a
bare number is neither.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self, overload

if TYPE_CHECKING:

    class Milliseconds:
        """Made from a number or its digits."""

        def __init__(self, number: float | str) -> None: ...
        def __int__(self) -> int: ...
        def __lt__(self, other: Self) -> bool: ...
        def __le__(self, other: Self) -> bool: ...
        def __gt__(self, other: Self) -> bool: ...
        def __ge__(self, other: Self) -> bool: ...

    class Span(Milliseconds):
        """A duration: `span / SECOND` are seconds, `span // DAY` whole days."""

        def __add__(self, other: Span) -> Span: ...
        def __sub__(self, other: Span) -> Span: ...
        def __neg__(self) -> Span: ...
        def __abs__(self) -> Span: ...
        def __mul__(self, other: int) -> Span: ...
        def __rmul__(self, other: int) -> Span: ...
        def __truediv__(self, other: Span) -> float: ...
        def __mod__(self, other: Span) -> Span: ...
        @overload
        def __floordiv__(self, other: Span) -> int: ...
        @overload
        def __floordiv__(self, other: int) -> Span: ...
        def __floordiv__(self, other: object) -> object: ...

    class Moment(Milliseconds):
        """A point in time, since 1970 UTC."""

        def __add__(self, other: Span) -> Moment: ...
        @overload
        def __sub__(self, other: Moment) -> Span: ...
        @overload
        def __sub__(self, other: Span) -> Moment: ...
        def __sub__(self, other: object) -> object: ...

else:
    Moment = Span = int

MILLISECOND = Span(1)
SECOND = 1_000 * MILLISECOND
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WEEK = 7 * DAY
YEAR = 365 * DAY  # as retention is set; no calendar is asked

NO_TIME = Span(0)
EPOCH = Moment(0)
"""Earlier than all stored moments; it also stands for never."""


def moment_of(when: datetime) -> Moment:
    """The moment of `when`, which must have a zone. Fractions of a millisecond are dropped."""
    return Moment(when.timestamp() * 1000)


def start_of_day(moment: Moment) -> Moment:
    """The midnight (UTC) at or before this moment."""
    return moment - (moment - EPOCH) % DAY


def iso(moment: Moment) -> str:
    """`2027-01-31T12:05:00+00:00`; fractions of a second are dropped."""
    return datetime.fromtimestamp((moment - EPOCH) // SECOND, UTC).isoformat()
