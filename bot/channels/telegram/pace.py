"""Limits the rate of calls: to each group, to the bot as a whole, and of messages to many people."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import replace

from bot.channels.telegram.common_pace import CommonPace, RateWindow, Slot
from bot.machine import Monotonic, Sleep

GROUP_LIMIT = (20, 61.0)
"""Messages and seconds. A group takes bursts of up to 20 messages a minute, edits included (docs/facts/telegram.md 1.2,
1.5). One second is added, because calls that leave a minute apart can arrive less than a minute apart.
"""

RESERVED_PLACES = 10
"""Messages of a group's minute that background messages leave free."""
BULK_INTERVAL_SECONDS = 1 / 15
"""Between two messages of an announcement. It takes half of Telegram's 30 a second (docs/facts/telegram.md 1.5); the
rest is for conversations."""


class Pace:
    """Lets calls pass at the rate that Telegram allows, for each chat and for all together. Obeys every 429.

    Announcements have a rate of their own, and wait for every conversation.
    """

    def __init__(self, monotonic: Monotonic, sleep: Sleep) -> None:
        self._monotonic = monotonic
        self._sleep = sleep
        self._common = CommonPace(monotonic, sleep)
        self.record_response = self._common.record_response
        """Telegram has responded to this call, with anything but 429."""
        self._groups: dict[int, RateWindow] = defaultdict(lambda: RateWindow(*GROUP_LIMIT))
        self._lines: dict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._silent_until: dict[int, float] = {}
        self._returned: dict[int, Slot] = {}
        self._last_bulk = 0.0
        self._bulk_line = asyncio.Lock()

    def record_refusal(self, slot: Slot, seconds: float) -> None:
        """Telegram has responded with 429. To call this chat again within so many seconds would prolong the wait.

        Two refusals can arrive in another order than they were given: the later end counts.
        """
        until = self._monotonic() + seconds
        self._silent_until[slot.chat_id] = max(self._silent_until.get(slot.chat_id, until), until)
        self._common.record_refusal(slot, seconds)

    def return_slot(self, slot: Slot) -> None:
        """The call was not made. The next call to the chat takes this slot."""
        if slot.rank:
            self._returned[slot.chat_id] = slot

    def background_delay(self, chat_id: int) -> float:
        """Seconds until a group has room for a message that nobody waits for."""
        return self._groups[chat_id].delay(self._monotonic(), RESERVED_PLACES)

    def is_full(self, chat_id: int) -> bool:
        """Whether a message to this group has to wait because of those before it.

        False also while it waits because of a 429: any call would prolong that.
        """
        now = self._monotonic()
        return self._silent_until.get(chat_id, now) <= now and self._groups[chat_id].delay(now) > 0

    def must_wait(self, chat_id: int) -> bool:
        """Whether a call to this chat has to wait now."""
        return self._delay(chat_id) > 0

    async def wait_for_bulk_slot(self) -> None:
        """Wait until the next message of an announcement may be sent and no conversation waits."""
        async with self._bulk_line:
            while (delay := self._bulk_delay()) > 0:
                await self._sleep(delay)
            self._last_bulk = self._monotonic()

    async def wait(self, chat_id: int, *, counted: bool = True) -> Slot:
        """Wait until the next call to this chat may be made. `counted`: Telegram counts it as a message.

        Only calls to groups are remembered one by one.
        """
        if chat_id > 0:
            is_usual = counted and chat_id not in self._silent_until and chat_id not in self._returned
            return (is_usual and self._common.slot_now(chat_id)) or await self._next(chat_id, counted)
        async with self._lines[chat_id]:
            slot = await self._next(chat_id, counted)
            self._groups[chat_id].note(self._monotonic())
            return slot

    async def _next(self, chat_id: int, counted: bool) -> Slot:
        while True:
            while (delay := self._delay(chat_id)) > 0:
                await self._sleep(delay)
            self._silent_until.pop(chat_id, None)
            if not counted:
                return Slot(chat_id, self._monotonic())
            if kept := self._returned.pop(chat_id, None):
                return replace(kept, began=self._monotonic())
            if slot := await self._common.next_slot(chat_id, lambda: self._delay(chat_id) > 0):
                return slot

    def _delay(self, chat_id: int) -> float:
        if chat_id > 0 and chat_id not in self._silent_until:
            return 0.0
        now = self._monotonic()
        group = self._groups[chat_id].delay(now) if chat_id < 0 else 0.0
        return max(self._silent_until.get(chat_id, 0.0) - now, group)

    def _bulk_delay(self) -> float:
        delay = self._last_bulk + BULK_INTERVAL_SECONDS - self._monotonic()
        return max(delay, BULK_INTERVAL_SECONDS) if self._common.has_waiters else delay
