"""How fast may the bot talk to all chats together? (docs/decisions/pace.md says what Telegram publishes of it.)"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from bot.machine import Monotonic, Sleep

log = logging.getLogger(__name__)
PUBLISHED = 30
"""Messages a second: "about" what Telegram takes of what many people get (core.telegram.org/bots/faq). For answers to
people who write it names no limit, and its maintainers say there is none (github.com/tdlib/td/issues/3034)."""

HELD = 25  # messages a second once Telegram has refused: evenly, and with room for what arrives closer than it left
CALM = 3600.0  # seconds without another such refusal, until more is tried again
IN_A_ROW = 3  # chats refused with nothing taken in between: that was not about one of them
LOOK = 0.01  # seconds between looks whether Telegram has taken more than it publishes


class Window:
    """So many events in any such number of seconds."""

    def __init__(self, limit: int, seconds: float) -> None:
        self.limit = limit
        self._seconds = seconds
        self._past: deque[float] = deque()

    def delay(self, now: float, spare: int = 0) -> float:
        """Seconds until the next event has room, with `spare` places left behind it."""
        while self._past and self._past[0] <= now - self._seconds:
            self._past.popleft()
        excess = len(self._past) - (self.limit - spare)
        return self._past[excess] + self._seconds - now if excess >= 0 else 0.0

    def note(self, now: float) -> int:
        """The event happens; how many there are now."""
        self._past.append(now)
        return len(self._past)


@dataclass(frozen=True, slots=True)
class Turn:
    """One call that may go out: to which chat, since when, as which of its second (0 if Telegram does not count it)."""

    chat_id: int
    began: float
    rank: int = 0


class CommonPace:
    """First come, first served; nobody waits while Telegram takes everything.

    The published number of messages passes at once. What goes beyond it is an attempt, and each that Telegram takes
    allows a little more. From the first refusal on, messages leave evenly and below the published number.
    """

    def __init__(self, monotonic: Monotonic, sleep: Sleep) -> None:
        self._monotonic = monotonic
        self._sleep = sleep
        self._second = Window(PUBLISHED, 1.0)
        self._line = asyncio.Lock()
        self._last = float("-inf")
        self._held_until = float("-inf")
        self._silent_until = float("-inf")
        self._refused: set[int] = set()
        self._refused_since = 0.0

    @property
    def is_waited_for(self) -> bool:
        return self._line.locked()

    async def turn(self, chat_id: int, is_barred: Callable[[], bool]) -> Turn | None:
        """The next turn, once it has come; None if this chat must not be called meanwhile."""
        async with self._line:
            while (delay := self._delay(self._monotonic())) > 0:
                await self._sleep(delay)
            if is_barred():
                return None
            self._last = self._monotonic()
            return Turn(chat_id, self._last, self._second.note(self._last))

    def taken(self, turn: Turn) -> None:
        """Telegram has answered, whatever it said."""
        if turn.began >= self._refused_since:
            self._refused.clear()
        if turn.rank >= PUBLISHED and not self._is_held(self._monotonic()):
            beyond = turn.rank - PUBLISHED
            self._second.limit = max(self._second.limit, turn.rank + 1 + beyond // 4)

    def refused(self, turn: Turn, seconds: float) -> None:
        """Telegram said 429. It does not say whether it means one chat or the whole bot."""
        now = self._monotonic()
        if not self._refused:
            self._refused_since = now
        self._refused.add(turn.chat_id)
        if len(self._refused) >= IN_A_ROW:
            if self._silent_until <= now:
                log.warning("Telegram takes nothing from the bot now: everybody waits %.0f s", seconds)
            self._silent_until = max(self._silent_until, now + seconds)
        if len(self._refused) >= IN_A_ROW or turn.rank > PUBLISHED:
            self._held_until = now + CALM
            self._second.limit = PUBLISHED

    def _is_held(self, now: float) -> bool:
        return now < self._held_until

    def _delay(self, now: float) -> float:
        silence = self._silent_until - now
        if self._is_held(now):
            return max(silence, self._last + 1 / HELD - now)
        return silence if silence > 0 else min(self._second.delay(now), LOOK)
