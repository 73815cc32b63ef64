"""How does one person's second update wait for the first, and nobody else for either?"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager

from bot.memory import Recent
from bot.pace import Monotonic

RETURNS = 150.0  # seconds; for so long Telegram keeps a press that is not acknowledged (facts/telegram.md 1.6)


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


class Overdue:
    """Whose update could not be stored and comes again? What the same person did after it waits, or it would overtake.

    It may never come: presses expire, another process may take it. So nobody waits longer than RETURNS for one that
    stays away; one that does come and fails again holds the others anew.
    """

    def __init__(self, monotonic: Monotonic) -> None:
        self._monotonic = monotonic
        self._first: Recent[int, tuple[int, float]] = Recent(10_000)

    def note(self, person: int, update_id: int) -> None:
        """It was not stored."""
        first = self._of(person)
        if first is None or update_id < first:
            self._first.put(person, (update_id, self._monotonic()))

    def settle(self, person: int, update_id: int) -> None:
        """It was dealt with."""
        if self._of(person) == update_id:
            self._first.forget(person)

    def comes_before(self, person: int, update_id: int) -> bool:
        """Whether this person's update has to wait for an earlier one."""
        first = self._of(person)
        return first is not None and first < update_id

    def _of(self, person: int) -> int | None:
        update_id, since = self._first.get(person) or (None, 0.0)
        return update_id if self._monotonic() - since < RETURNS else None
