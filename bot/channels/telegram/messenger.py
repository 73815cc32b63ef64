"""Sends, edits and deletes messages in Telegram."""

from __future__ import annotations

import html
from collections.abc import Coroutine, Sequence
from typing import Any

from bot.channels.telegram import aside
from bot.channels.telegram.abilities import TELEGRAM
from bot.channels.telegram.addresses import number_of
from bot.channels.telegram.calls import Call, call
from bot.channels.telegram.gateway import Gateway
from bot.channels.telegram.keyboards import inline_markup, markup
from bot.channels.telegram.links import link_to
from bot.channels.telegram.message_locks import MessageLocks
from bot.channels.telegram.topics import Topics
from bot.dialogue.channel import IsWanted, always_wanted
from bot.dialogue.decision import File
from bot.dialogue.keyboard import Inline, Keyboard
from bot.dialogue.undelivered import Trouble, Undelivered
from bot.domain.address import Address
from bot.lru_cache import LruCache

NO_PREVIEW = {"is_disabled": True}
READ = [{"type": "emoji", "emoji": "👀"}]
FILE = "file0"
ATTACHED = f"attach://{FILE}"
"""Says that the file of this call stands in another part of its form."""
MAX_DELETED = 100  # ids in one deleteMessages call (Bot API)


class Messenger:
    """The Channel (bot/dialogue/channel.py) for Telegram. Each method makes one call, or another if a topic is gone.

    Changes of one message leave one after the other (`message_locks.py`). A message to a topic that is gone goes
    outside topics (`topics.py`).
    """

    can = TELEGRAM

    def __init__(
        self,
        gateway: Gateway,
        locks: MessageLocks,
        topics: Topics,
        newest: LruCache[int, int],
        is_wanted: IsWanted = always_wanted,
    ) -> None:
        """`newest` holds the number of the last message sent to each chat."""
        self._gateway = gateway
        self._locks = locks
        self._topics = topics
        self._newest = newest
        self._is_wanted = is_wanted

    def only_if(self, is_wanted: IsWanted) -> Messenger:
        return Messenger(self._gateway, self._locks, self._topics, self._newest, is_wanted)

    def chat_of(self, address: Address) -> int:
        """A private chat has the same number as its person."""
        return number_of(address)

    def mention(self, member_id: str, name: str) -> str:
        return f'<a href="tg://user?id={member_id}">{html.escape(name)}</a>'

    def link(self, chat_id: int, message_id: int) -> str:
        return link_to(chat_id, message_id)

    def may_change_late(self, chat_id: int, message_id: int) -> bool:
        return self._locks.may_change_late(chat_id, message_id)

    def newest_in(self, chat_id: int) -> int | None:
        return self._newest.get(chat_id)

    async def ping(self) -> None:
        await self._gateway.call(call("getMe"))

    def say(
        self,
        chat_id: int,
        text: str,
        keyboard: Keyboard | None = None,
        *,
        topic: int | None = None,
        protected: bool = False,
        silent: bool = False,
        reply_to: int | None = None,
    ) -> Coroutine[Any, Any, int]:
        send = call(
            "sendMessage",
            chat_id=chat_id,
            text=text,
            parse_mode="HTML",
            reply_markup=markup(keyboard),
            link_preview_options=NO_PREVIEW,
            protect_content=protected or None,
            disable_notification=silent or None,
            reply_parameters=reply_to and {"message_id": reply_to, "allow_sending_without_reply": True},
        )
        return self._send(send, chat_id, topic)

    async def attach(
        self, chat_id: int, file: File, caption: str, keyboard: Keyboard | None = None, *, topic: int | None = None
    ) -> int:
        send = call(
            "sendDocument",
            {FILE: file},
            chat_id=chat_id,
            document=ATTACHED,
            caption=caption,
            parse_mode="HTML",
            reply_markup=markup(keyboard),
            disable_content_type_detection=True,
        )
        return await self._send(send, chat_id, topic)

    async def picture(self, chat_id: int, content: bytes, caption: str, *, topic: int | None = None) -> int:
        photo = {FILE: File("picture.png", content)}
        send = call("sendPhoto", photo, chat_id=chat_id, photo=ATTACHED, caption=caption, parse_mode="HTML")
        return await self._send(send, chat_id, topic)

    async def replace(
        self, chat_id: int, message_id: int, file: File, caption: str, keyboard: Inline | None = None
    ) -> None:
        media = {
            "type": "document",
            "media": ATTACHED,
            "caption": caption,
            "parse_mode": "HTML",
            "disable_content_type_detection": True,
        }
        change = call(
            "editMessageMedia",
            {FILE: file},
            chat_id=chat_id,
            message_id=message_id,
            media=media,
            reply_markup=inline_markup(keyboard),
        )
        await self._change(change, chat_id, message_id)

    async def recaption(self, chat_id: int, message_id: int, caption: str, keyboard: Inline | None = None) -> None:
        change = call(
            "editMessageCaption",
            chat_id=chat_id,
            message_id=message_id,
            caption=caption,
            parse_mode="HTML",
            reply_markup=inline_markup(keyboard),
        )
        await self._change(change, chat_id, message_id)

    async def edit(self, chat_id: int, message_id: int, text: str, keyboard: Inline | None = None) -> None:
        change = call(
            "editMessageText",
            chat_id=chat_id,
            message_id=message_id,
            text=text,
            parse_mode="HTML",
            reply_markup=inline_markup(keyboard),
            link_preview_options=NO_PREVIEW,
        )
        await self._change(change, chat_id, message_id)

    async def set_buttons(self, chat_id: int, message_id: int, keyboard: Inline | None) -> None:
        change = call(
            "editMessageReplyMarkup", chat_id=chat_id, message_id=message_id, reply_markup=inline_markup(keyboard)
        )
        await self._change(change, chat_id, message_id)

    async def say_aside(self, chat_id: int, to: Address, query_id: str, text: str, *, topic: int | None = None) -> int:
        if self._gateway.must_wait(chat_id):
            raise Undelivered(Trouble.REFUSED)  # a press is answered within seconds, or never
        send = aside.message(chat_id, self._topics.usable(chat_id, topic), to, query_id, text)
        return aside.number_of_sent(await self._gateway.call(send, chat_id, self._is_wanted))

    async def edit_aside(self, chat_id: int, to: Address, message_id: int, text: str) -> None:
        await self._change(aside.edit(chat_id, to, message_id, text), chat_id, message_id)

    async def delete_aside(self, chat_id: int, to: Address, message_id: int) -> None:
        await self._change(aside.deletion(chat_id, to, message_id), chat_id, message_id)

    async def acknowledge(self, chat_id: int, message_id: int) -> bool:
        """A reaction, which is no message (docs/decisions/pace.md)."""
        is_full = self._gateway.is_full(chat_id)
        if is_full:
            reaction = call("setMessageReaction", chat_id=chat_id, message_id=message_id, reaction=READ)
            await self._gateway.call(reaction)
        return is_full

    async def notify(self, query_id: str, text: str, *, alert: bool) -> None:
        await self._gateway.call(
            call("answerCallbackQuery", callback_query_id=query_id, text=text or None, show_alert=alert or None)
        )

    async def delete(self, chat_id: int, message_id: int) -> None:
        await self._change(call("deleteMessage", chat_id=chat_id, message_id=message_id), chat_id, message_id)

    async def delete_all(self, chat_id: int, message_ids: Sequence[int]) -> None:
        """All or none of each hundred are deleted: one can make the call fail (docs/facts/telegram.md 1.1)."""
        for start in range(0, len(message_ids), MAX_DELETED):
            bulk = list(message_ids[start : start + MAX_DELETED])
            async with self._locks.lock_all(chat_id, bulk):
                deletion = call("deleteMessages", chat_id=chat_id, message_ids=bulk)
                await self._gateway.call(deletion, chat_id, self._is_wanted)

    async def _send(self, send: Call, chat_id: int, topic: int | None) -> int:
        usable = self._topics.usable(chat_id, topic)
        number = None if usable is None else await self._send_inside(send, chat_id, usable)
        if number is None:
            number = _message_id_of(await self._gateway.call(send, chat_id, self._is_wanted))
        self._newest.put(chat_id, number)
        return number

    async def _send_inside(self, send: Call, chat_id: int, topic: int) -> int | None:
        """None if the topic is gone."""
        inside = send.having(message_thread_id=topic)
        try:
            number = _message_id_of(await self._gateway.call(inside, chat_id, self._is_wanted))
        except Undelivered as failure:
            if failure.trouble is not Trouble.NO_TOPIC:
                raise
            self._topics.mark_gone(chat_id, topic)
            return None
        self._topics.mark_present(chat_id, topic)
        return number

    async def _change(self, change: Call, chat_id: int, message_id: int) -> None:
        await self._locks.lock(chat_id, message_id)
        try:
            await self._gateway.call(change, chat_id, self._is_wanted)
        except Undelivered as failure:
            if not failure.is_certain and self._is_wanted is not always_wanted:
                # It may take effect when it is no longer wanted. A change that is always wanted may come late.
                self._locks.note_unanswered(chat_id, message_id)
            if failure.trouble is not Trouble.UNCHANGED:
                raise
        finally:
            self._locks.unlock(chat_id, message_id)


def _message_id_of(result: Any) -> int:
    number = result.get("message_id") if isinstance(result, dict) else None
    if type(number) is int and number > 0:
        return number
    # Without its id the message can be neither edited nor deleted, and a retry would send it twice.
    raise Undelivered(Trouble.NO_MESSAGE_ID, is_certain=False)
