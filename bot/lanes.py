"""How does one person's second update wait for the first, and nobody else for either?"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager


class Lane:
    """One person's updates are decided one after the other; their answers go out in the same order.

    The next decision does not wait for the last answer: a chat that Telegram slows down must not hold up commits,
    and with them the acknowledgement of everybody's updates.
    """

    def __init__(self) -> None:
        self.deciding = asyncio.Lock()
        self.visitors = 0
        self._last: asyncio.Event | None = None

    def queue_up(self) -> AbstractAsyncContextManager[None]:
        """A place behind all answers so far; take it before the next update is decided."""
        before, self._last = self._last, asyncio.Event()
        return _place(before, self._last)


@asynccontextmanager
async def _place(before: asyncio.Event | None, mine: asyncio.Event) -> AsyncIterator[None]:
    try:
        if before is not None:
            await before.wait()
        yield
    finally:
        mine.set()


class Lanes:
    """Everybody's lane, as long as somebody is in it."""

    def __init__(self) -> None:
        self._lanes: dict[int, Lane] = {}

    @contextmanager
    def enter(self, person: int) -> Iterator[Lane]:
        lane = self._lanes.setdefault(person, Lane())
        lane.visitors += 1
        try:
            yield lane
        finally:
            lane.visitors -= 1
            if not lane.visitors:
                del self._lanes[person]
