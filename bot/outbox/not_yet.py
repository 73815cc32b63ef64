"""The error of a delivery that has to run again later, though its chat is in order."""

from __future__ import annotations

from bot.domain.time import EPOCH, NO_TIME, Moment, Span


class NotYet(Exception):
    """This row waits by itself; the other rows of its lane go on.

    It is due at the moment `until`, but not before `after` has passed. A chat that is out of reach raises Undelivered
    instead, and its whole lane waits.
    """

    def __init__(self, *, until: Moment = EPOCH, after: Span = NO_TIME) -> None:
        super().__init__(until, after)
        self.until = until
        self.after = after
