"""How does one call reach Telegram, and what does it mean when it does not?"""

from __future__ import annotations

from typing import Any

from aiogram import Bot
from aiogram.methods import TelegramMethod

from bot.channels.telegram.pace import Pace
from bot.dialogue.channel import IsWanted, always_wanted
from bot.dialogue.undelivered import Trouble, Undelivered

PATIENCE = 15.0  # seconds for one call; Telegram answers in well under one


COUNTED = frozenset(
    {
        "sendMessage", "sendDocument", "sendPhoto", "editMessageText", "editMessageCaption", "editMessageReplyMarkup",
        "editMessageMedia",
    }
)  # fmt: skip
"""What Telegram counts as messages: edits share their limits (github.com/tdlib/td/issues/2592, 3034), answers to
presses have none (github.com/tdlib/telegram-bot-api/issues/648), of the rest it says nothing."""


class Gateway:
    """Every call to Telegram but getUpdates goes through here."""

    def __init__(self, bot: Bot, pace: Pace) -> None:
        self._bot = bot
        self._pace = pace

    async def call(
        self, method: TelegramMethod[Any], chat_id: int | None = None, is_wanted: IsWanted = always_wanted
    ) -> Any:
        """One call, at the pace of its chat and of all, if it is still wanted then: the raw `result` of its answer.

        Raises Undelivered.
        """
        if chat_id is None:
            return await self._bot(method, request_timeout=int(PATIENCE))
        turn = await self._pace.wait(chat_id, counted=method.__api_method__ in COUNTED)
        if not await is_wanted():
            self._pace.give_back(turn)
            raise Undelivered(Trouble.UNWANTED)
        try:
            result = await self._bot(method, request_timeout=int(PATIENCE))
        except Undelivered as failure:
            if failure.retry_after is not None:
                self._pace.refused(turn, failure.retry_after)
            elif failure.trouble is not Trouble.OUTAGE:
                self._pace.taken(turn)
            raise
        self._pace.taken(turn)
        return result
