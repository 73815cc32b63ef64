"""When may the next call to a chat be made?"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import replace

from bot.channels.telegram.common_pace import CommonPace, Turn, Window
from bot.machine import Monotonic, Sleep

GROUP = (20, 61.0)
"""Messages and seconds: a group takes bursts of up to 20 a minute, edits counted (docs/facts/telegram.md 1.2, 1.5).

A second more than a minute: what leaves a minute apart may arrive a little less than a minute apart.
"""

SPARE = 10
"""Places of a group's minute that nothing takes which nobody waits for."""
BETWEEN_MANY = 1 / 15
"""Seconds between two messages of those that many people get: half of Telegram's 30 a second
(docs/facts/telegram.md 1.5), the rest is for conversations."""


class Pace:
    """Lets calls pass at the speed Telegram allows: each chat by itself, and all together.

    What many people get has a pace of its own, and waits for every conversation. A 429 is obeyed.
    """

    def __init__(self, monotonic: Monotonic, sleep: Sleep) -> None:
        self._monotonic = monotonic
        self._sleep = sleep
        self._common = CommonPace(monotonic, sleep)
        self._groups: dict[int, Window] = defaultdict(lambda: Window(*GROUP))
        self._turns: dict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._silent_until: dict[int, float] = {}
        self._given_back: dict[int, Turn] = {}
        self._to_many_at = 0.0
        self._turn_of_many = asyncio.Lock()

    def taken(self, turn: Turn) -> None:
        """Telegram has answered this call."""
        self._common.taken(turn)

    def refused(self, turn: Turn, seconds: float) -> None:
        """Telegram said 429: calling again before would only make it longer."""
        self._silent_until[turn.chat_id] = self._monotonic() + seconds
        self._common.refused(turn, seconds)

    def give_back(self, turn: Turn) -> None:
        """The call was not made; the chat keeps its place for what it is told instead."""
        if turn.rank:
            self._given_back[turn.chat_id] = turn

    def background_delay(self, chat_id: int) -> float:
        """Seconds until a group has room for what nobody waits for: half of it stays free for what somebody does."""
        return self._groups[chat_id].delay(self._monotonic(), SPARE)

    async def wait_for_bulk_slot(self) -> None:
        """Return when the next of the messages that many people get may be sent, and no conversation waits."""
        async with self._turn_of_many:
            while (delay := self._delay_of_many()) > 0:
                await self._sleep(delay)
            self._to_many_at = self._monotonic()

    async def wait(self, chat_id: int, *, counted: bool = True) -> Turn:
        """Return when the next call to this chat may be made. Only groups keep a memory here.

        `counted`: Telegram counts it as a message.
        """
        if chat_id > 0:
            return await self._next(chat_id, counted)
        async with self._turns[chat_id]:
            turn = await self._next(chat_id, counted)
            self._groups[chat_id].note(self._monotonic())
            return turn

    async def _next(self, chat_id: int, counted: bool) -> Turn:
        while True:
            while (delay := self._delay(chat_id)) > 0:
                await self._sleep(delay)
            self._silent_until.pop(chat_id, None)
            if not counted:
                return Turn(chat_id, self._monotonic())
            if kept := self._given_back.pop(chat_id, None):
                return replace(kept, began=self._monotonic())
            if turn := await self._common.turn(chat_id, lambda: self._delay(chat_id) > 0):
                return turn

    def _delay(self, chat_id: int) -> float:
        now = self._monotonic()
        group = self._groups[chat_id].delay(now) if chat_id < 0 else 0.0
        return max(self._silent_until.get(chat_id, 0.0) - now, group)

    def _delay_of_many(self) -> float:
        delay = self._to_many_at + BETWEEN_MANY - self._monotonic()
        return max(delay, BETWEEN_MANY) if self._common.is_waited_for else delay
