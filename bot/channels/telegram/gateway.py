"""Makes calls to Telegram at the allowed pace."""

from __future__ import annotations

from typing import Any

from bot.channels.telegram.calls import Call
from bot.channels.telegram.client import Client
from bot.channels.telegram.pace import Pace
from bot.dialogue.channel import IsWanted, always_wanted
from bot.dialogue.undelivered import Trouble, Undelivered

COUNTED = frozenset(
    {
        "sendMessage", "sendDocument", "sendPhoto", "editMessageText", "editMessageCaption", "editMessageReplyMarkup",
        "editMessageMedia", "editEphemeralMessageText",
    }
)  # fmt: skip
"""The methods that Telegram counts as messages. Edits share their limits (github.com/tdlib/td/issues/2592, 3034);
answers to presses have no limit (github.com/tdlib/telegram-bot-api/issues/648); of the others it says nothing."""


class Gateway:
    """All calls to Telegram go through here, except getUpdates and what the start needs."""

    def __init__(self, client: Client, pace: Pace) -> None:
        self._client = client
        self._pace = pace

    def is_full(self, chat_id: int) -> bool:
        """Whether a message to this group has to wait because of those before it."""
        return self._pace.is_full(chat_id)

    def must_wait(self, chat_id: int) -> bool:
        """Whether a call to this chat has to wait now."""
        return self._pace.must_wait(chat_id)

    async def call(self, call: Call, chat_id: int | None = None, is_wanted: IsWanted = always_wanted) -> Any:
        """Make one call when its chat's pace allows it, and return the raw `result`.

        Raises Undelivered, with Trouble.UNWANTED if the call is no longer wanted then.
        """
        if chat_id is None:
            return await self._client.make(call)
        slot = await self._pace.wait(chat_id, counted=call.method in COUNTED)
        if not await is_wanted():
            self._pace.return_slot(slot)
            raise Undelivered(Trouble.UNWANTED)
        try:
            result = await self._client.make(call)
        except Undelivered as failure:
            if failure.retry_after is not None:
                self._pace.record_refusal(slot, failure.retry_after)
            elif failure.trouble is not Trouble.OUTAGE:
                self._pace.record_response(slot)
            raise
        self._pace.record_response(slot)
        return result
