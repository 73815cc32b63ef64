"""Which number does the next message get?"""

from __future__ import annotations


class MessageIds:
    """Counts up. A supergroup has a counter of its own; private chats and basic groups share one per bot."""

    def __init__(self, last: int) -> None:
        self.last = last

    @property
    def coming(self) -> int:
        return self.last + 1

    def next(self) -> int:
        self.last += 1
        return self.last
