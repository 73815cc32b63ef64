"""How do the replies of one decision reach the person who caused it?"""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from aiogram.types import CallbackQuery, MaybeInaccessibleMessageUnion, Message, Update

from bot.clock import Clock
from bot.domain.chart import Chart
from bot.domain.erasure import Kind
from bot.drawing import Studio
from bot.gateway import Undelivered
from bot.i18n import plain
from bot.incoming import Sender
from bot.messenger import EMPTY, Messenger, insist
from bot.rearming import Rearming
from bot.showing import Showing
from handlers.decision import (
    Decision,
    Draw,
    File,
    Inline,
    Keyboard,
    Meanwhile,
    Popup,
    Rearm,
    Reply,
    Rewrite,
    Say,
    Show,
)
from storage import erasure_messages
from storage.store import Store

log = logging.getLogger(__name__)
LONGEST = 200  # characters of a pop-up (Bot API, answerCallbackQuery)


class Replies:
    """Prompts, sent directly: after a crash the person is asked again. Facts go through the outbox."""

    def __init__(self, messenger: Messenger, store: Store, clock: Clock, told: Callable[[], None]) -> None:
        """`told` is called when there is something new in the outbox."""
        self._messenger = messenger
        self._store = store
        self._clock = clock
        self._studio = Studio()
        self._showing = Showing(messenger, store, clock)
        self._rearming = Rearming(messenger, store, clock, told)

    async def send(self, update: Update, decision: Decision) -> None:
        """Say everything; what cannot be said is logged, never raised: it is committed already."""
        if update.callback_query:
            await self._surely(update, "the answer to a press", self._answer(update.callback_query, decision))
        for reply in decision.replies:
            if not await self._surely(update, type(reply).__name__, self._send(update, reply)):
                return

    async def _surely(self, update: Update, what: str, saying: Coroutine[Any, Any, None]) -> bool:
        """False if Telegram does not take it; then what follows would be said to nobody, or make no sense."""
        try:
            await saying
        except Undelivered as failure:
            log.warning("reply to update %d not delivered: %s", update.update_id, failure.trouble)
            return False
        except Exception:
            log.exception("reply to update %d ended in a bug: %s", update.update_id, what)
        return True

    async def ask_again(self, sender: Sender, text: str) -> None:
        """Of somebody whose update cannot be read. Never raises, as `send`."""
        try:
            if sender.query_id:
                await self._messenger.answer(sender.query_id, plain(text)[:LONGEST], alert=True)
            else:
                await insist(partial(self._messenger.say, sender.chat_id, text))
        except Undelivered as failure:
            log.warning("somebody could not be asked to write again: %s", failure.trouble)

    async def _answer(self, query: CallbackQuery, decision: Decision) -> None:
        popup = next((reply for reply in decision.replies if isinstance(reply, Popup)), Popup(""))
        try:
            await self._messenger.answer(query.id, plain(popup.text)[:LONGEST], alert=popup.alert)
        except Undelivered as failure:
            # Too old (after an outage) or lost: the effect stands, only the progress ring turns a little longer.
            log.info("a press was not answered: %s", failure.trouble)

    async def _send(self, update: Update, reply: Reply) -> None:
        match reply:
            case Say(text, keyboard, answering=True):
                reply_to, topic = message_of(update), topic_of(update)
                say = partial(self._messenger.say, chat_of(update), text, keyboard, topic=topic, reply_to=reply_to)
                await insist(say)
            case Say(text, keyboard, file):
                await self._say(chat_of(update), text, keyboard, file, topic_of(update))
            case Meanwhile(text):
                await self._say_meanwhile(chat_of(update), text)
            case Draw(chart, caption):
                await self._draw(update, chart, caption)
            case Show():
                await self._show(chat_of(update), reply)
            case Rewrite(text, keyboard):
                await self._rewrite(update, text, keyboard)
            case Rearm():
                await self._rearm(update, reply)
            case Popup():
                pass  # said by _answer, before anything else

    async def _say(
        self, chat_id: int, text: str, keyboard: Keyboard = None, file: File | None = None, topic: int | None = None
    ) -> int:
        if file:
            return await insist(partial(self._messenger.attach, chat_id, file, text, keyboard))
        return await insist(partial(self._messenger.say, chat_id, text, keyboard, topic=topic))

    async def _say_meanwhile(self, chat_id: int, text: str) -> None:
        message_id = await self._say(chat_id, text)
        person = self._store.vault.pseudonym(chat_id)
        remember = erasure_messages.remember(person, message_id, Kind.MEANWHILE, self._clock())
        if not await self._store.try_commit([remember]):
            # The receipt was quicker, and this would say after it that the data is still being destroyed.
            await insist(partial(self._messenger.delete, chat_id, message_id))

    async def _draw(self, update: Update, chart: Chart, caption: str) -> None:
        picture = await self._studio.draw(chart)
        if picture:
            topic = topic_of(update)
            await insist(partial(self._messenger.picture, chat_of(update), picture, caption, topic=topic))

    async def _show(self, chat_id: int, reply: Show) -> None:
        message_id = await self._say(chat_id, reply.stub, file=reply.file and EMPTY)
        await self._showing.fill(chat_id, message_id, reply)

    async def _rewrite(self, update: Update, text: str, keyboard: Inline) -> None:
        pressed = _pressed(update)
        if pressed:
            is_file = isinstance(pressed, Message) and pressed.document
            change = self._messenger.recaption if is_file else self._messenger.edit
            try:
                await insist(partial(change, pressed.chat.id, pressed.message_id, text, keyboard))
                return
            except Undelivered as failure:
                if not failure.permanent:
                    raise
        await self._say(chat_of(update), text, keyboard, topic=topic_of(update))

    async def _rearm(self, update: Update, reply: Rearm) -> None:
        pressed = _pressed(update)
        if pressed is None:
            return
        try:
            await self._rearming.rearm(pressed.chat.id, pressed.message_id, reply)
        except Undelivered as failure:
            # Old buttons that stay are told so when pressed; what follows matters more.
            log.info("buttons were not changed: %s", failure.trouble)


def chat_of(update: Update) -> int:
    """Where the person is: the chat of the message, or the private chat of whoever pressed."""
    event = update.message or update.edited_message
    if event:
        return event.chat.id
    query = update.callback_query
    if query is None:
        raise ValueError("an update without a chat")
    return query.message.chat.id if query.message else query.from_user.id


def message_of(update: Update) -> int | None:
    return update.message.message_id if update.message else None


def topic_of(update: Update) -> int | None:
    """A group with topics is answered in the topic; the number of a thread of replies is none (facts/telegram.md 5)."""
    event = update.message or (update.callback_query and update.callback_query.message)
    return event.message_thread_id if isinstance(event, Message) and event.is_topic_message else None


def _pressed(update: Update) -> MaybeInaccessibleMessageUnion | None:
    """Of an old message Telegram may give nothing but chat and number; with these it can be changed all the same."""
    return update.callback_query.message if update.callback_query else None
