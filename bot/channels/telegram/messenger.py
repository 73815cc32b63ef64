"""How does the bot say, rewrite and take back a message in Telegram?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteMessage,
    DeleteMessages,
    EditMessageCaption,
    EditMessageMedia,
    EditMessageReplyMarkup,
    EditMessageText,
    SendDocument,
    SendMessage,
    SendPhoto,
    TelegramMethod,
)
from aiogram.types import BufferedInputFile, InputMediaDocument, LinkPreviewOptions, ReplyParameters

from bot.channels.telegram.abilities import TELEGRAM
from bot.channels.telegram.addresses import number_of
from bot.channels.telegram.changes import Changes
from bot.channels.telegram.gateway import Gateway
from bot.channels.telegram.keyboards import inline_markup, markup
from bot.channels.telegram.topics import Topics
from bot.dialogue.channel import IsWanted, always_wanted
from bot.dialogue.decision import File
from bot.dialogue.keyboard import Inline, Keyboard
from bot.dialogue.undelivered import Trouble, Undelivered
from bot.domain.address import Address

PLAIN = LinkPreviewOptions(is_disabled=True)
BULK = 100  # ids in one deleteMessages call (Bot API)


class Messenger:
    """Telegram as a Channel (bot/dialogue/channel.py): each method is one call.

    Changes of one message leave one after the other (`changes.py`). What belongs into a topic that is gone is said
    outside topics (`topics.py`).
    """

    can = TELEGRAM

    def __init__(self, gateway: Gateway, changes: Changes, topics: Topics, is_wanted: IsWanted = always_wanted) -> None:
        self._gateway = gateway
        self._changes = changes
        self._topics = topics
        self._is_wanted = is_wanted

    def only_if(self, is_wanted: IsWanted) -> Messenger:
        return Messenger(self._gateway, self._changes, self._topics, is_wanted)

    def chat_of(self, address: Address) -> int:
        """A private chat has the number of its person."""
        return number_of(address)

    def may_change_late(self, chat_id: int, message_id: int) -> bool:
        return self._changes.is_in_doubt(chat_id, message_id)

    async def say(
        self,
        chat_id: int,
        text: str,
        keyboard: Keyboard | None = None,
        *,
        topic: int | None = None,
        protected: bool = False,
        silent: bool = False,
        reply_to: int | None = None,
    ) -> int:
        send = SendMessage(
            chat_id=chat_id,
            message_thread_id=topic,
            text=text,
            parse_mode="HTML",
            reply_markup=markup(keyboard),
            link_preview_options=PLAIN,
            protect_content=protected or None,
            disable_notification=silent or None,
            reply_parameters=_under(reply_to),
        )
        return await self._send(send, chat_id)

    async def attach(
        self, chat_id: int, file: File, caption: str, keyboard: Keyboard | None = None, *, topic: int | None = None
    ) -> int:
        send = SendDocument(
            chat_id=chat_id,
            message_thread_id=topic,
            document=_upload(file),
            caption=caption,
            parse_mode="HTML",
            reply_markup=markup(keyboard),
            disable_content_type_detection=True,
        )
        return await self._send(send, chat_id)

    async def picture(self, chat_id: int, content: bytes, caption: str, *, topic: int | None = None) -> int:
        photo = BufferedInputFile(content, "picture.png")
        send = SendPhoto(chat_id=chat_id, message_thread_id=topic, photo=photo, caption=caption, parse_mode="HTML")
        return await self._send(send, chat_id)

    async def replace(
        self, chat_id: int, message_id: int, file: File, caption: str, keyboard: Inline | None = None
    ) -> None:
        media = InputMediaDocument(
            media=_upload(file), caption=caption, parse_mode="HTML", disable_content_type_detection=True
        )
        change = EditMessageMedia(
            chat_id=chat_id, message_id=message_id, media=media, reply_markup=inline_markup(keyboard)
        )
        await self._change(change, chat_id, message_id)

    async def recaption(self, chat_id: int, message_id: int, caption: str, keyboard: Inline | None = None) -> None:
        change = EditMessageCaption(
            chat_id=chat_id,
            message_id=message_id,
            caption=caption,
            parse_mode="HTML",
            reply_markup=inline_markup(keyboard),
        )
        await self._change(change, chat_id, message_id)

    async def edit(self, chat_id: int, message_id: int, text: str, keyboard: Inline | None = None) -> None:
        change = EditMessageText(
            chat_id=chat_id,
            message_id=message_id,
            text=text,
            parse_mode="HTML",
            reply_markup=inline_markup(keyboard),
            link_preview_options=PLAIN,
        )
        await self._change(change, chat_id, message_id)

    async def set_buttons(self, chat_id: int, message_id: int, keyboard: Inline | None) -> None:
        change = EditMessageReplyMarkup(chat_id=chat_id, message_id=message_id, reply_markup=inline_markup(keyboard))
        await self._change(change, chat_id, message_id)

    async def notify(self, query_id: str, text: str, *, alert: bool) -> None:
        await self._gateway.call(
            AnswerCallbackQuery(callback_query_id=query_id, text=text or None, show_alert=alert or None)
        )

    async def delete(self, chat_id: int, message_id: int) -> None:
        await self._change(DeleteMessage(chat_id=chat_id, message_id=message_id), chat_id, message_id)

    async def delete_all(self, chat_id: int, message_ids: Sequence[int]) -> None:
        """All or none of each hundred: one that cannot be deleted spoils the call (docs/facts/telegram.md 1.1)."""
        for start in range(0, len(message_ids), BULK):
            bulk = list(message_ids[start : start + BULK])
            async with self._changes.alone(chat_id, *bulk):
                await self._gateway.call(DeleteMessages(chat_id=chat_id, message_ids=bulk), chat_id, self._is_wanted)

    async def _send(self, send: SendMessage | SendDocument | SendPhoto, chat_id: int) -> int:
        topic = self._topics.usable(chat_id, send.message_thread_id)
        if topic is not None:
            try:
                number = _number_of(await self._gateway.call(send, chat_id, self._is_wanted))
            except Undelivered as failure:
                if failure.trouble is not Trouble.NO_TOPIC:
                    raise
                self._topics.miss(chat_id, topic)
            else:
                self._topics.find(chat_id, topic)
                return number
        outside = send.model_copy(update={"message_thread_id": None})
        return _number_of(await self._gateway.call(outside, chat_id, self._is_wanted))

    async def _change(self, change: TelegramMethod[Any], chat_id: int, message_id: int) -> None:
        async with self._changes.alone(chat_id, message_id):
            try:
                await self._gateway.call(change, chat_id, self._is_wanted)
            except Undelivered as failure:
                if not failure.is_certain and self._is_wanted is not always_wanted:
                    # It may take effect when nobody wants it any more. What is wanted in any case may come late.
                    self._changes.doubt(chat_id, message_id)
                if failure.trouble is not Trouble.UNCHANGED:
                    raise


def _number_of(result: Any) -> int:
    number = result.get("message_id") if isinstance(result, dict) else None
    if type(number) is int and number > 0:
        return number
    # What nobody knows the number of can be neither filled nor taken back, and sending it again would double it.
    raise Undelivered(Trouble.NO_MESSAGE_ID, is_certain=False)


def _under(message_id: int | None) -> ReplyParameters | None:
    return None if message_id is None else ReplyParameters(message_id=message_id, allow_sending_without_reply=True)


def _upload(file: File) -> BufferedInputFile:
    return BufferedInputFile(file.content, file.name)
