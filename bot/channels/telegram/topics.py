"""Sends messages outside topics if their topic is gone.

In a group that is the topic General, which the same people read; in a private chat there is no other place. A topic is
gone if it was deleted, or if the chat's topics were turned off. Telegram then does not know its number. A closed topic
is not gone: somebody has closed it on purpose, and can open it again.
"""

from __future__ import annotations

import logging

from bot.lru_cache import LruCache
from bot.machine import Monotonic

log = logging.getLogger(__name__)
GENERAL = 1
"""The number of General in links and in messages from private chats. Telegram refuses it when something is sent
(docs/facts/telegram.md 5.2, github.com/python-telegram-bot/python-telegram-bot/issues/4739)."""

RETRY_AFTER_SECONDS = 60.0  # until a topic that was gone is tried again; a try costs one of a group's 20 a minute
STAFF_TOPIC_GONE = (
    "the topic of STAFF_TOPIC_ID is gone, or the group's topics are turned off: its cards come outside topics"
)


class Topics:
    """Remembers which topics were gone lately, and tells the operator if the one for cards is gone."""

    def __init__(self, staff_topic: int | None, monotonic: Monotonic) -> None:
        self._staff_topic = staff_topic
        self._monotonic = monotonic
        self._gone_since: LruCache[tuple[int, int], float] = LruCache(1000)
        self._is_staff_topic_gone = False

    def troubles(self) -> list[str]:
        """Why the bot is not ready: cards appear where nobody expects them. Empty if all is well."""
        return [STAFF_TOPIC_GONE] if self._is_staff_topic_gone else []

    def usable(self, chat_id: int, topic: int | None) -> int | None:
        """The number of the topic to send to; None means outside topics."""
        if topic is None or topic == GENERAL:
            return None
        gone_since = self._gone_since.get((chat_id, topic))
        return topic if gone_since is None or self._monotonic() - gone_since >= RETRY_AFTER_SECONDS else None

    def mark_gone(self, chat_id: int, topic: int) -> None:
        """Telegram knows no such topic."""
        self._gone_since.put((chat_id, topic), self._monotonic())
        if self._is_of_staff(chat_id, topic) and not self._is_staff_topic_gone:
            log.error(STAFF_TOPIC_GONE)
            self._is_staff_topic_gone = True

    def mark_present(self, chat_id: int, topic: int) -> None:
        """Telegram has taken a message in this topic."""
        self._gone_since.forget((chat_id, topic))
        if self._is_of_staff(chat_id, topic) and self._is_staff_topic_gone:
            log.warning("the topic of STAFF_TOPIC_ID is there again")
            self._is_staff_topic_gone = False

    def _is_of_staff(self, chat_id: int, topic: int) -> bool:
        """Whether this is the topic for cards. The bot is in no group but that of staff."""
        return chat_id < 0 and topic == self._staff_topic
