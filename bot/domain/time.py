"""When is something, and how long does it last?

A moment and a span are whole numbers of milliseconds: SQLite stores them as they are, and while the bot runs they are
plain numbers and cost nothing. The type checker knows them apart. Between two moments lies a span, a moment and a span
make a moment, two moments cannot be added, and a bare number is neither.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self, overload

if TYPE_CHECKING:

    class Milliseconds:
        """Made of a number or of its digits."""

        def __init__(self, number: float | str) -> None: ...
        def __int__(self) -> int: ...
        def __lt__(self, other: Self) -> bool: ...
        def __le__(self, other: Self) -> bool: ...
        def __gt__(self, other: Self) -> bool: ...
        def __ge__(self, other: Self) -> bool: ...

    class Span(Milliseconds):
        """How long: `span / SECOND` are seconds, `span // DAY` whole days."""

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
        """When, counted since 1970 UTC."""

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

NO_TIME = Span(0)
EPOCH = Moment(0)
"""Before everything of ours; it also stands for what never was."""


def moment_of(when: datetime) -> Moment:
    """`when` knows its zone; what is less than a millisecond is left out."""
    return Moment(when.timestamp() * 1000)


def iso(moment: Moment) -> str:
    """`2027-01-31T12:05:00+00:00`; what is less than a second is left out."""
    return datetime.fromtimestamp((moment - EPOCH) // SECOND, UTC).isoformat()
