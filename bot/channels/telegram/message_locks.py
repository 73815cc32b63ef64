"""Keeps the changes of one message in order, and remembers which of them may still take effect late."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from functools import partial

from bot.channels.telegram.waiting_line import WaitingLine
from bot.lru_cache import LruCache
from bot.machine import Monotonic

LATE_EFFECT_SECONDS = 180.0  # after them an unanswered change takes no effect any more (docs/facts/telegram.md 1.9)


class MessageLocks:
    """One lock for each message that is being changed. A change waits until the one before it is answered or given up.

    So a call that empties a message comes after the call that fills it, or the call that fills it finds it emptied.
    """

    def __init__(self, monotonic: Monotonic) -> None:
        self._monotonic = monotonic
        self._held: dict[tuple[int, int], WaitingLine] = {}
        self._unanswered: LruCache[tuple[int, int], float] = LruCache(10_000)

    async def lock(self, chat_id: int, message_id: int) -> None:
        """Nothing else changes this message until it is unlocked."""
        line = self._held.get((chat_id, message_id))
        if line is None:
            self._held[chat_id, message_id] = WaitingLine(partial(self.unlock, chat_id, message_id))
        else:
            await line.wait()

    def unlock(self, chat_id: int, message_id: int) -> None:
        if not self._held[chat_id, message_id].serve():
            del self._held[chat_id, message_id]

    @asynccontextmanager
    async def lock_all(self, chat_id: int, message_ids: Collection[int]) -> AsyncIterator[None]:
        """Nothing else changes these messages meanwhile."""
        locked: list[int] = []
        try:
            for message_id in sorted(message_ids):  # always in one order, or two callers could wait for each other
                await self.lock(chat_id, message_id)
                locked.append(message_id)
            yield
        finally:
            for message_id in locked:
                self.unlock(chat_id, message_id)

    def note_unanswered(self, chat_id: int, message_id: int) -> None:
        """The last change of this message was not answered."""
        self._unanswered.put((chat_id, message_id), self._monotonic())

    def may_change_late(self, chat_id: int, message_id: int) -> bool:
        """Whether an unanswered change may still take effect, even after later ones."""
        since = self._unanswered.get((chat_id, message_id))
        return since is not None and self._monotonic() - since < LATE_EFFECT_SECONDS
