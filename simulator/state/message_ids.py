"""Counts the ids of messages."""

from __future__ import annotations


class MessageIds:
    """A counter. Each supergroup has its own; all private chats and basic groups of a bot share one."""

    def __init__(self, last: int) -> None:
        self.last = last

    @property
    def upcoming(self) -> int:
        return self.last + 1

    def next(self) -> int:
        self.last += 1
        return self.last
