"""Who takes what a channel brings, and what has become of it?"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from enum import Enum, auto

from bot.dialogue.event import Event, Unreadable


class Taken(Enum):
    """What has become of an update."""

    COMMITTED = auto()  # may be acknowledged
    UNDECIDED = auto()  # not yet, without anything being wrong: the channel is asked something, or the disk is slow
    REFUSED = auto()  # not stored; it has to come again


Take = Callable[[Sequence[Event | Unreadable], float, float], Awaitable[list[Taken]]]
"""What became of each, once all that was decided is committed. Seconds to wait for decisions, and then for replies."""
