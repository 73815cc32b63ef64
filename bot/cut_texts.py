"""Is this the rest of a text that was too long for one message?

Clients cut what is pasted into pieces of at most 4,096 characters, at a good place in the second half, and send them at
once. The last piece may look like an answer and is none; the text gets one answer, to its first piece.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from aiogram.enums import ChatType
from aiogram.types import Message, Update

from bot.memory import Recent
from bot.unit_of_work import sender_of

LONG = 2048  # UTF-16 units: half a message; no client cuts before (Telegram Desktop, TextUtilities::CutPart)
AT_ONCE = timedelta(seconds=2)  # by the times that Telegram gives them; nobody types an answer as soon after a paste


class CutTexts:
    """Which long piece came last from whom: its number and time. Ask once about each update, in a person's order."""

    def __init__(self) -> None:
        self._pieces: Recent[int, tuple[int, datetime]] = Recent(1_000)

    def is_rest(self, update: Update) -> bool:
        """Whether it goes on from the message before. A command never does, nor what is forwarded or pressed."""
        who, message = sender_of(update).id, update.message
        before = self._pieces.get(who)
        self._pieces.forget(who)
        if message is None or message.chat.type != ChatType.PRIVATE or not message.text or message.forward_origin:
            return False
        if len(message.text.encode("utf-16-le", "surrogatepass")) // 2 > LONG:
            self._pieces.put(who, (message.message_id, message.date))
        return before is not None and _follows(message, *before) and not message.text.startswith("/")


def _follows(message: Message, number: int, sent_at: datetime) -> bool:
    return message.message_id > number and message.date - sent_at <= AT_ONCE
