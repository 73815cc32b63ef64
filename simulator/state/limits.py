"""Telegram's real rate limits, as an option (docs/facts/telegram.md 1.5).

The limit for all chats together is read strictly. Telegram publishes "about 30" a second, of bulk notifications
(core.telegram.org/bots/faq). About answers to people it says nothing, and its maintainers say that there is no such
limit (github.com/tdlib/td/issues/3034). A bot that keeps this limit is safe under both readings.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field

from simulator.errors import too_many_requests

COUNTED = frozenset(
    {
        "sendMessage", "sendDocument", "sendPhoto", "copyMessage", "forwardMessage", "editMessageText",
        "editMessageCaption", "editMessageReplyMarkup", "editMessageMedia", "pinChatMessage",
        "editEphemeralMessageText",
    }
)  # fmt: skip
"""Edits share the send limits (github.com/tdlib/td/issues/2592); presses are answered without limit."""


@dataclass
class _Window:
    """At most `most` calls in `span_ms`; after a refusal no call passes until the named time is over."""

    most: int
    span_ms: int
    times: deque[int] = field(default_factory=deque)
    closed_until: int = 0

    def wait_ms(self, now_ms: int) -> int:
        while self.times and self.times[0] <= now_ms - self.span_ms:
            self.times.popleft()
        if now_ms < self.closed_until:
            self.closed_until += 1000  # calling again during the wait lengthens it (NousResearch/hermes-agent#89962)
            return self.closed_until - now_ms
        if len(self.times) < self.most:
            return 0
        self.closed_until = self.times[0] + self.span_ms
        return self.closed_until - now_ms


@dataclass
class RealLimits:
    """30 a second overall; one a second in a private chat, with bursts; 20 a minute in a group, edits counted."""

    overall: int = 30
    private_burst: int = 5
    group_per_minute: int = 20
    _all: _Window = field(init=False)
    _by_chat: dict[int, _Window] = field(init=False)

    def __post_init__(self) -> None:
        self._all = _Window(self.overall, 1000)
        self._by_chat = defaultdict(lambda: _Window(self.private_burst, self.private_burst * 1000))

    def count(self, chat_id: int, now_ms: int) -> None:
        """Counts one call, or raises 429 with the seconds to wait."""
        if chat_id < 0 and chat_id not in self._by_chat:
            self._by_chat[chat_id] = _Window(self.group_per_minute, 60_000)
        windows = (self._by_chat[chat_id], self._all)
        wait_ms = max(window.wait_ms(now_ms) for window in windows)
        if wait_ms > 0:
            raise too_many_requests(-(-wait_ms // 1000))
        for window in windows:
            window.times.append(now_ms)
