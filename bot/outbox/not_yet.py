"""A delivery that has to come again later, though nothing is wrong with its chat."""

from __future__ import annotations

from bot.domain.time import EPOCH, NO_TIME, Moment, Span


class NotYet(Exception):
    """This row waits by itself, and the others of its lane go on.

    It is due at the moment `until`, but not before `after` has passed. Not for a chat that is out of reach:
    that is Undelivered, and its whole lane waits.
    """

    def __init__(self, *, until: Moment = EPOCH, after: Span = NO_TIME) -> None:
        super().__init__(until, after)
        self.until = until
        self.after = after
