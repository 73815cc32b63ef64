"""A delivery that has to come again later, though nothing is wrong with its chat."""

from __future__ import annotations


class NotYet(Exception):
    """This row waits by itself, and the others of its lane go on.

    It is due at the moment `until`, but not before `after` milliseconds have passed. Not for a chat that is out of
    reach: that is Undelivered, and its whole lane waits.
    """

    def __init__(self, *, until: int = 0, after: int = 0) -> None:
        super().__init__(until, after)
        self.until = until
        self.after = after
