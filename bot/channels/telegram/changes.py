"""How do changes of one message stay in order, and which of them may still have its effect late?"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from bot.lru_cache import LruCache
from bot.machine import Monotonic

LATE = 60.0  # seconds after which an unanswered change will not take effect any more: four times the longest call


@dataclass
class _Queue:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    visitors: int = 0


class Changes:
    """Each change of a message waits until the one before it is answered, or nobody waits for its answer any more.

    So whoever empties a message comes after whoever fills it, or the filling finds that it is emptied already.
    """

    def __init__(self, monotonic: Monotonic) -> None:
        self._monotonic = monotonic
        self._queues: dict[tuple[int, int], _Queue] = {}
        self._unanswered: LruCache[tuple[int, int], float] = LruCache(10_000)

    @asynccontextmanager
    async def alone(self, chat_id: int, *message_ids: int) -> AsyncIterator[None]:
        """Nobody else changes these messages meanwhile."""
        async with AsyncExitStack() as stack:
            for message_id in sorted(message_ids):  # in one order, lest two wait for each other
                await stack.enter_async_context(self._alone((chat_id, message_id)))
            yield

    def doubt(self, chat_id: int, message_id: int) -> None:
        """Its last change was not answered."""
        self._unanswered.put((chat_id, message_id), self._monotonic())

    def is_in_doubt(self, chat_id: int, message_id: int) -> bool:
        """Whether a change may still take effect, after others that were answered."""
        since = self._unanswered.get((chat_id, message_id))
        return since is not None and self._monotonic() - since < LATE

    @asynccontextmanager
    async def _alone(self, message: tuple[int, int]) -> AsyncIterator[None]:
        queue = self._queues.setdefault(message, _Queue())
        queue.visitors += 1
        try:
            async with queue.lock:
                yield
        finally:
            queue.visitors -= 1
            if not queue.visitors:
                del self._queues[message]
