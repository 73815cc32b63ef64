"""Where is said what belongs into a topic that is not there any more?

Without a topic: in a group that is General, read by the same people; in a private chat everything stands there anyway.
A topic is gone if it was deleted, or if the chat's topics were turned off; Telegram then knows no such number. A topic
that was merely closed is another matter: somebody has closed it on purpose, and can open it again.
"""

from __future__ import annotations

import logging

from bot.lru_cache import LruCache
from bot.machine import Monotonic

log = logging.getLogger(__name__)
GENERAL = 1
"""Its number in links, and in messages from private chats; Telegram refuses it where something is sent
(docs/facts/telegram.md 5.2, github.com/python-telegram-bot/python-telegram-bot/issues/4739)."""

GONE_FOR = 60.0  # seconds until a topic that was gone is tried again: each try costs one of a group's twenty a minute
GONE = "the topic of STAFF_TOPIC_ID is gone, or the group's topics are turned off: its cards come outside topics"


class Topics:
    """Remembers which topics were gone lately, and tells the operator of the one where staff expect cards."""

    def __init__(self, staff_topic: int | None, monotonic: Monotonic) -> None:
        self._staff_topic = staff_topic
        self._monotonic = monotonic
        self._missed_at: LruCache[tuple[int, int], float] = LruCache(1000)
        self._staff_misses = False

    def troubles(self) -> list[str]:
        """Why the bot is not ready: cards come where nobody expects them."""
        return [GONE] if self._staff_misses else []

    def usable(self, chat_id: int, topic: int | None) -> int | None:
        """The number to send to; None is outside topics."""
        if topic is None or topic == GENERAL:
            return None
        missed_at = self._missed_at.get((chat_id, topic))
        return topic if missed_at is None or self._monotonic() - missed_at >= GONE_FOR else None

    def miss(self, chat_id: int, topic: int) -> None:
        """Telegram knows no such topic."""
        self._missed_at.put((chat_id, topic), self._monotonic())
        if self._is_of_staff(chat_id, topic) and not self._staff_misses:
            log.error(GONE)
            self._staff_misses = True

    def find(self, chat_id: int, topic: int) -> None:
        """Telegram has taken something there."""
        self._missed_at.forget((chat_id, topic))
        if self._is_of_staff(chat_id, topic) and self._staff_misses:
            log.warning("the topic of STAFF_TOPIC_ID is there again")
            self._staff_misses = False

    def _is_of_staff(self, chat_id: int, topic: int) -> bool:
        """Nobody but staff is spoken to in groups."""
        return chat_id < 0 and topic == self._staff_topic
