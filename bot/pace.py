"""How fast may the bot talk, and to whom must it be silent for a while?"""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable

Monotonic = Callable[[], float]
"""Seconds that never go backwards."""

Sleep = Callable[[float], Awaitable[None]]

GROUP = (20, 61.0)
"""Messages and seconds: a group takes bursts of up to 20 a minute, edits counted (facts/telegram.md 1.2, 1.5).

A second more than a minute: what leaves a minute apart may arrive a little less than a minute apart.
"""

SPARE = 10
"""Places of a group's minute that nothing takes which nobody waits for."""
BETWEEN_MANY = 1 / 15
"""Seconds between two messages of those that many people get: half of Telegram's 30 a second (facts/telegram.md 1.5),
the rest is for conversations."""


class Window:
    """So many events in any such number of seconds."""

    def __init__(self, limit: int, seconds: float) -> None:
        self._limit = limit
        self._seconds = seconds
        self._past: deque[float] = deque()

    def delay(self, now: float, spare: int = 0) -> float:
        """Seconds until the next event has room, with `spare` places left behind it."""
        while self._past and self._past[0] <= now - self._seconds:
            self._past.popleft()
        excess = len(self._past) - (self._limit - spare)
        return self._past[excess] + self._seconds - now if excess >= 0 else 0.0

    def note(self, now: float) -> None:
        self._past.append(now)


class Pace:
    """Lets calls pass at the speed Telegram allows, each chat by itself.

    There is no limit for all chats together, which would make many people wait at once for nothing: Telegram's 30 a
    second are for mass messages. Those have a pace of their own. A 429 is obeyed.
    """

    def __init__(self, monotonic: Monotonic, sleep: Sleep = asyncio.sleep) -> None:
        self._monotonic = monotonic
        self._sleep = sleep
        self._groups: dict[int, Window] = defaultdict(lambda: Window(*GROUP))
        self._turns: dict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._silent_until: dict[int, float] = {}
        self._to_many_at = 0.0
        self._turn_of_many = asyncio.Lock()

    def silence(self, chat_id: int, seconds: float) -> None:
        """Telegram said 429: calling again before would only make it longer."""
        self._silent_until[chat_id] = self._monotonic() + seconds

    def delay_among_many(self, chat_id: int) -> float:
        """Seconds until a group has room for what nobody waits for: half of it stays free for what somebody does."""
        return self._groups[chat_id].delay(self._monotonic(), SPARE)

    async def wait_among_many(self) -> None:
        """Return when the next of the messages that many people get may be sent."""
        async with self._turn_of_many:
            while (delay := self._to_many_at + BETWEEN_MANY - self._monotonic()) > 0:
                await self._sleep(delay)
            self._to_many_at = self._monotonic()

    async def wait(self, chat_id: int) -> None:
        """Return when the next call to this chat may be made. Only groups keep a memory here."""
        if chat_id > 0:
            await self._wait(chat_id)
            return
        async with self._turns[chat_id]:
            await self._wait(chat_id)
            self._groups[chat_id].note(self._monotonic())

    async def _wait(self, chat_id: int) -> None:
        while (delay := self._delay(chat_id, self._monotonic())) > 0:
            await self._sleep(delay)
        self._silent_until.pop(chat_id, None)

    def _delay(self, chat_id: int, now: float) -> float:
        group = self._groups[chat_id].delay(now) if chat_id < 0 else 0.0
        return max(self._silent_until.get(chat_id, 0.0) - now, group)
