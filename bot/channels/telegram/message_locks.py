"""Keeps the changes of one message in order, and remembers which of them may still take effect late."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from bot.lru_cache import LruCache
from bot.machine import Monotonic

LATE_EFFECT_SECONDS = 180.0  # after them an unanswered change takes no effect any more (docs/facts/telegram.md 1.9)


@dataclass
class _Lock:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0


class MessageLocks:
    """One lock for each message that is being changed. A change waits until the one before it is answered or given up.

    So a call that empties a message comes after the call that fills it, or the call that fills it finds it emptied.
    """

    def __init__(self, monotonic: Monotonic) -> None:
        self._monotonic = monotonic
        self._locks: dict[tuple[int, int], _Lock] = {}
        self._unanswered: LruCache[tuple[int, int], float] = LruCache(10_000)

    @asynccontextmanager
    async def lock(self, chat_id: int, message_id: int) -> AsyncIterator[None]:
        """Nothing else changes this message meanwhile."""
        message = (chat_id, message_id)
        held = self._locks.setdefault(message, _Lock())
        held.users += 1
        try:
            async with held.lock:
                yield
        finally:
            held.users -= 1
            if not held.users:
                del self._locks[message]

    @asynccontextmanager
    async def lock_all(self, chat_id: int, message_ids: Collection[int]) -> AsyncIterator[None]:
        """Nothing else changes these messages meanwhile."""
        async with AsyncExitStack() as stack:
            for message_id in sorted(message_ids):  # always in one order, or two callers could wait for each other
                await stack.enter_async_context(self.lock(chat_id, message_id))
            yield

    def note_unanswered(self, chat_id: int, message_id: int) -> None:
        """The last change of this message was not answered."""
        self._unanswered.put((chat_id, message_id), self._monotonic())

    def may_change_late(self, chat_id: int, message_id: int) -> bool:
        """Whether an unanswered change may still take effect, even after later ones."""
        since = self._unanswered.get((chat_id, message_id))
        return since is not None and self._monotonic() - since < LATE_EFFECT_SECONDS
