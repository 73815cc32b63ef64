"""Limits the rate of messages to all chats together (docs/decisions/pace.md says what Telegram publishes about it)."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable

from bot.domain.frozen import frozen
from bot.machine import Monotonic, Sleep

log = logging.getLogger(__name__)
PUBLISHED_RATE = 30
"""Messages a second to many people that Telegram takes, "about" (core.telegram.org/bots/faq). It names no limit for
answers to people who write, and its maintainers say there is none (github.com/tdlib/td/issues/3034)."""

REDUCED_RATE = 25
"""Messages a second after a refusal. It is below the published rate, because calls can arrive closer than they left."""
REDUCED_FOR_SECONDS = 3600.0  # without another such refusal; then a higher rate is tried again
REFUSED_CHATS = 3  # so many chats refused in a row mean that the whole bot is refused, not one chat
RECHECK_SECONDS = 0.01  # how often a waiting call looks whether the limit has risen


class RateWindow:
    """Allows `limit` events in any period of `seconds`."""

    def __init__(self, limit: int, seconds: float) -> None:
        self.limit = limit
        self._seconds = seconds
        self._past: deque[float] = deque()

    def delay(self, now: float, spare: int = 0) -> float:
        """Seconds until the next event has room, with `spare` more places left free."""
        while self._past and self._past[0] <= now - self._seconds:
            self._past.popleft()
        excess = len(self._past) - (self.limit - spare)
        return self._past[excess] + self._seconds - now if excess >= 0 else 0.0

    def note(self, now: float) -> int:
        """Record an event, and return how many the period now holds."""
        self._past.append(now)
        return len(self._past)


@frozen
class Slot:
    """Permission for one call: to which chat, since which monotonic second, and as which message of that second (0 if
    Telegram does not count the call)."""

    chat_id: int
    began: float
    rank: int = 0


class CommonPace:
    """First come, first served. Nobody waits while Telegram takes everything.

    Messages up to the published rate leave at once. Each message above it raises the limit a little if Telegram takes
    it. After a refusal messages leave evenly, at the reduced rate.
    """

    def __init__(self, monotonic: Monotonic, sleep: Sleep) -> None:
        self._monotonic = monotonic
        self._sleep = sleep
        self._second = RateWindow(PUBLISHED_RATE, 1.0)
        self._line = asyncio.Lock()
        self._waiting = 0
        self._last = float("-inf")
        self._reduced_until = float("-inf")
        self._silent_until = float("-inf")
        self._refused: set[int] = set()
        self._refused_since = 0.0

    @property
    def has_waiters(self) -> bool:
        return self._waiting > 0

    def slot_now(self, chat_id: int) -> Slot | None:
        """The next slot; None if somebody has to wait for it."""
        now = self._monotonic()
        return None if self._waiting or self._delay(now) > 0 else self._take(chat_id, now)

    async def next_slot(self, chat_id: int, is_barred: Callable[[], bool]) -> Slot | None:
        """Wait for the next slot. None if this chat must not be called any more when it comes."""
        self._waiting += 1
        try:
            async with self._line:
                while (delay := self._delay(now := self._monotonic())) > 0:
                    await self._sleep(delay)
                return None if is_barred() else self._take(chat_id, now)
        finally:
            self._waiting -= 1

    def record_response(self, slot: Slot) -> None:
        """Telegram has responded with anything but 429."""
        if slot.began >= self._refused_since:
            self._refused.clear()
        if slot.rank >= PUBLISHED_RATE and self._monotonic() >= self._reduced_until:
            beyond = slot.rank - PUBLISHED_RATE
            self._second.limit = max(self._second.limit, slot.rank + 1 + beyond // 4)

    def record_refusal(self, slot: Slot, seconds: float) -> None:
        """Telegram has responded with 429, which does not say whether it means one chat or the whole bot."""
        now = self._monotonic()
        if not self._refused:
            self._refused_since = now
        self._refused.add(slot.chat_id)
        if len(self._refused) >= REFUSED_CHATS:
            if self._silent_until <= now:
                log.warning("Telegram takes nothing from the bot now: everybody waits %.0f s", seconds)
            self._silent_until = max(self._silent_until, now + seconds)
        if len(self._refused) >= REFUSED_CHATS or slot.rank > PUBLISHED_RATE:
            self._reduced_until = now + REDUCED_FOR_SECONDS
            self._second.limit = PUBLISHED_RATE

    def _take(self, chat_id: int, now: float) -> Slot:
        self._last = now
        return Slot(chat_id, now, self._second.note(now))

    def _delay(self, now: float) -> float:
        silence = self._silent_until - now
        if now < self._reduced_until:
            return max(silence, self._last + 1 / REDUCED_RATE - now)
        return silence if silence > 0 else min(self._second.delay(now), RECHECK_SECONDS)
