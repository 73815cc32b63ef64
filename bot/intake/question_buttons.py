"""Takes the buttons off the earlier questions of a form, and off the consent, when a question is asked again.

Which messages they are is known in memory only: after a restart such buttons stay, and a press on one is answered as
before. Whoever answers question after question costs no call (docs/decisions/one-set-of-buttons.md).
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.dialogue.channel import Channel
from bot.dialogue.decision import Say
from bot.dialogue.keyboard import Inline
from bot.dialogue.undelivered import Undelivered
from bot.lru_cache import LruCache

log = logging.getLogger(__name__)
MAX_OLD = 10
"""Messages of one chat that are kept in mind, while Telegram makes the bot wait."""


Outdated = tuple[int, Inline | None]
"""The number of a message, and the buttons that it is to have instead."""


@dataclass(slots=True)
class _Asked:
    """What one chat was asked, the oldest first."""

    position: int = 0
    with_buttons: list[Outdated] = field(default_factory=list)
    old: list[Outdated] = field(default_factory=list)


class QuestionButtons:
    """Remembers the questions with buttons of the last 10,000 chats."""

    def __init__(self) -> None:
        self._chats: LruCache[int, _Asked] = LruCache(10_000)

    def note(self, chat_id: int, message_id: int, question: Say) -> None:
        """A question was sent. The same as the last one, or one before that, makes all earlier ones old."""
        asked = self._chats.get(chat_id) or _Asked()
        if question.position <= asked.position:
            _turn_old(asked)
        asked.position = question.position
        if isinstance(question.keyboard, Inline):
            asked.with_buttons.append((message_id, None))
        self._chats.put(chat_id, asked)

    def note_consent(self, chat_id: int, message_id: int, after: Inline | None) -> None:
        """The consent was given under this message, which is to have the buttons `after`."""
        self.forget(chat_id, message_id)
        asked = self._chats.get(chat_id) or _Asked()
        asked.with_buttons.append((message_id, after))
        self._chats.put(chat_id, asked)

    def turn_old(self, chat_id: int) -> None:
        """Something else is asked in their place."""
        if asked := self._chats.get(chat_id):
            _turn_old(asked)

    def end(self, chat_id: int) -> None:
        """The person is erased: nothing is remembered any more once the buttons are taken off."""
        if asked := self._chats.get(chat_id):
            asked.position = 0
            _turn_old(asked)

    def forget(self, chat_id: int, message_id: int) -> None:
        """This message has other buttons now."""
        if asked := self._chats.get(chat_id):
            asked.with_buttons = [one for one in asked.with_buttons if one[0] != message_id]
            asked.old = [one for one in asked.old if one[0] != message_id]

    def take_old(self, chat_id: int) -> list[Outdated]:
        """The messages whose buttons are to go, once."""
        asked = self._chats.get(chat_id)
        if asked is None:
            return []
        old, asked.old = asked.old, []
        if not asked.position and not asked.with_buttons:
            self._chats.forget(chat_id)
        return old


async def take_off(channel: Channel, chat_id: int, messages: Sequence[Outdated]) -> None:
    """One attempt for each message: buttons that stay do no harm, and another attempt would delay what is said."""
    for message_id, instead in messages:
        try:
            await channel.set_buttons(chat_id, message_id, instead)
        except Undelivered as failure:
            log.info("the buttons of an earlier question stay: %s", failure.trouble)


def _turn_old(asked: _Asked) -> None:
    asked.old = [*asked.old, *asked.with_buttons][-MAX_OLD:]
    asked.with_buttons = []
