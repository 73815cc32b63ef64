"""The outcomes of an update that a channel has handed over, and the call that hands it over."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from enum import Enum, auto

from bot.dialogue.event import Event, Unreadable


class Taken(Enum):
    """What has become of an update."""

    COMMITTED = auto()  # may be acknowledged
    UNDECIDED = auto()  # nothing is wrong, but the decision still waits for the channel or the disk
    REFUSED = auto()  # not stored, and must come again


Take = Callable[[Sequence[Event | Unreadable], float, float], Awaitable[list[Taken]]]
"""Takes events, the seconds to wait for decisions, and the seconds to wait for replies. Returns after the commit."""
