"""Sends the replies of one decision to the chat where the event happened."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import Any

from bot.dialogue.channel import Channel, IsWanted
from bot.dialogue.decision import (
    Decision,
    Draw,
    Meanwhile,
    Popup,
    Reply,
    Rewrite,
    Say,
    SetButtons,
    Show,
    ShowContacts,
)
from bot.dialogue.event import Event, Reachable, Tap
from bot.dialogue.installation import Installation
from bot.dialogue.undelivered import Trouble, Undelivered
from bot.domain.chart import Chart
from bot.domain.erasure import Kind
from bot.i18n import shorten, strip_markup
from bot.intake.contact_messages import ContactMessages
from bot.intake.message_buttons import MessageButtons
from bot.intake.personal_messages import PersonalMessages
from bot.intake.question_buttons import QuestionButtons, take_off
from bot.intake.retry import Retry
from bot.intake.say import say
from bot.intake.superseded import DecidedEvent, is_superseded
from bot.lru_cache import LruCache
from bot.machine import Machine
from bot.views.drawing import draw
from storage import erasure_messages
from storage.statements import StorageError

log = logging.getLogger(__name__)
DecidedSince = Callable[[float], Sequence[DecidedEvent]]
"""The answers decided since, given the seconds that a reply has waited."""
SENT_ELSEWHERE = (SetButtons, Popup, ShowContacts)
"""By `set_buttons`, and by `answer_at_once`."""
Cleaning = Callable[[], Coroutine[Any, Any, None]]


class Replies:
    """Sends replies directly, because a person can be asked again after a crash. Facts go through the outbox."""

    def __init__(self, channel: Channel, installation: Installation, machine: Machine) -> None:
        self._channel = channel
        self._store, self._clock = store, clock = installation.store, installation.clock
        self._timer = machine.timer
        self._retry = Retry(machine.sleep)
        self._in_thread = machine.in_thread
        self._personal_messages = PersonalMessages(channel, store, clock, self._retry)
        self._acknowledged: LruCache[int, bool] = LruCache(1_000)
        self._contact_messages = ContactMessages(channel, store, clock, installation.entropy)
        self._message_buttons = MessageButtons(channel, store, clock, self._retry)
        self._question_buttons = QuestionButtons()

    async def answer_at_once(self, event: Event, decision: Decision) -> None:
        """Show the pop-up if a button was pressed: a channel accepts it for seconds only."""
        if event.tap:
            await self._try(event, "the answer to a press", self._answer(event, event.tap, decision))
        if event.command:
            await self._acknowledge(event, decision)

    async def send(self, event: Event, decision: Decision, decided_since: DecidedSince) -> None:
        """Send every reply that is not superseded, but SetButtons. Failures are logged, not raised: the decision is
        committed."""
        if event.command:
            await self._acknowledge(event, decision)  # the answers before this one may have filled the group's minute
        if decision.destroys:
            self._question_buttons.end(event.where.chat_id)
        if event.pressed_message and any(isinstance(reply, SetButtons) for reply in decision.replies):
            self._question_buttons.forget(event.where.chat_id, event.pressed_message)
        for reply in decision.replies:
            if isinstance(reply, SENT_ELSEWHERE):
                continue
            is_wanted = self._still_wanted(event, reply, decided_since)
            if not await is_wanted():
                continue
            if not await self._try(
                event, type(reply).__name__, self._send(event, reply, self._channel.only_if(is_wanted))
            ):
                return

    async def set_buttons(self, event: Event, decision: Decision, decided_since: DecidedSince) -> None:
        """Change the buttons of the pressed message, after everything that is said. Failures are logged."""
        for reply in decision.replies:
            if isinstance(reply, SetButtons) and await self._still_wanted(event, reply, decided_since)():
                await self._try(event, "SetButtons", self._set_buttons(event, reply))

    def cleaning(self, event: Event) -> Cleaning | None:
        """What takes the buttons off earlier questions in the chat of the event; None if there is nothing to do."""
        chat_id = event.where.chat_id
        old = self._question_buttons.take_old(chat_id)
        return partial(take_off, self._channel, chat_id, old) if old and self._channel.can.can_edit else None

    def _still_wanted(self, event: Event, reply: Reply, decided_since: DecidedSince) -> IsWanted:
        """A check before each call: false once a newer answer has superseded the reply while it waited."""
        began = self._timer()

        async def is_wanted() -> bool:
            later = decided_since(self._timer() - began)
            return not (later and is_superseded(event, reply, later))

        return is_wanted

    async def _try(self, event: Event, what: str, sending: Coroutine[Any, Any, None]) -> bool:
        """False if the reply did not arrive. Then those that follow would reach nobody or make no sense."""
        try:
            await sending
        except Undelivered as failure:
            if failure.trouble is Trouble.UNWANTED:
                return True
            log.warning("reply to update %d not delivered: %s", event.number, failure.trouble)
            return False
        except StorageError as error:
            log.warning("reply to update %d not said: storage refuses (%s)", event.number, error)
        except Exception:
            log.exception("reply to update %d ended in a bug: %s", event.number, what)
        return True

    async def ask_again(self, sender: Reachable, text: str) -> None:
        """Ask the sender of an unreadable event to write again. Logs failures, as `send`."""
        try:
            if sender.query_id:
                await self._notify(sender.query_id, text, alert=True)
            else:
                await self._retry(partial(self._channel.say, sender.chat_id, text))
        except Undelivered as failure:
            log.warning("somebody could not be asked to write again: %s", failure.trouble)

    async def _answer(self, event: Event, tap: Tap, decision: Decision) -> None:
        popup = next((reply for reply in decision.replies if isinstance(reply, Popup)), Popup(""))
        if shown := next((reply for reply in decision.replies if isinstance(reply, ShowContacts)), None):
            came = await self._contact_messages.bring(event, tap, shown)
            popup = Popup(shown.done) if came else Popup(shown.how, alert=True)
        try:
            await self._notify(tap.query_id, popup.text, alert=popup.alert)
        except Undelivered as failure:
            # Too old after an outage, or lost. The effect stands; only the progress ring turns a little longer.
            log.info("a press was not answered: %s", failure.trouble)

    async def _acknowledge(self, event: Event, decision: Decision) -> None:
        """Show that a command in a group was read, if its answer has to wait."""
        is_answered = decision.replies or decision.changes
        if event.is_private or not is_answered or event.number in self._acknowledged:
            return
        try:
            if await self._channel.acknowledge(event.where.chat_id, event.message_id or 0):
                self._acknowledged.put(event.number, True)
        except Undelivered as failure:
            # The group allows no reactions, say. The answer comes all the same.
            log.info("a command was not acknowledged: %s", failure.trouble)

    async def _notify(self, query_id: str, text: str, *, alert: bool) -> None:
        await self._channel.notify(query_id, shorten(strip_markup(text), self._channel.can.longest_notice), alert=alert)

    async def _send(self, event: Event, reply: Reply, channel: Channel) -> None:
        match reply:
            case Say(text, keyboard, file, answering):
                number = await say(self._retry, channel, event, text, keyboard, file, answering=answering)
                if reply.position:
                    self._question_buttons.note(event.where.chat_id, number, reply)
            case Meanwhile(text):
                await self._say_meanwhile(event, text)
            case Draw(chart, caption):
                await self._draw(event, chart, caption)
            case Show():
                await self._personal_messages.show(event, reply, channel)
                if reply.kind is Kind.READ_BACK:
                    self._question_buttons.turn_old(event.where.chat_id)
            case Rewrite():
                await self._rewrite(channel, event, reply)
            case SetButtons() | Popup() | ShowContacts():
                pass  # SENT_ELSEWHERE

    async def _say_meanwhile(self, event: Event, text: str) -> None:
        """Only where the bot can delete it again: the receipt comes within seconds."""
        if not self._channel.can.can_delete:
            return
        message_id = await say(self._retry, self._channel, event, text)
        chat_id = event.where.chat_id
        if not await self._remember_meanwhile(event, message_id):
            # The receipt was quicker; after it this message would say that the data is still being destroyed.
            await self._retry(partial(self._channel.delete, chat_id, message_id))

    async def _remember_meanwhile(self, event: Event, message_id: int) -> bool:
        """False also after a storage error: an unrecorded message would outlive the receipt."""
        person = self._store.vault.pseudonym(event.who.address)
        try:
            return await self._store.try_commit(
                [erasure_messages.remember(person, message_id, Kind.MEANWHILE, self._clock())]
            )
        except StorageError:
            return False

    async def _draw(self, event: Event, chart: Chart, caption: str) -> None:
        picture = await draw(chart, self._in_thread)
        if picture:
            topic = event.where.topic
            await self._retry(partial(self._channel.picture, event.where.chat_id, picture, caption, topic=topic))

    async def _set_buttons(self, event: Event, reply: SetButtons) -> None:
        pressed = event.pressed_message
        if pressed is None:
            return
        if reply.later:
            self._question_buttons.note_consent(event.where.chat_id, pressed, reply.keyboard)
            return
        try:
            await self._message_buttons.change(event.where.chat_id, pressed, reply)
        except Undelivered as failure:
            # A press on an old button is answered as such; the replies that follow matter more.
            log.info("buttons were not changed: %s", failure.trouble)

    async def _rewrite(self, channel: Channel, event: Event, reply: Rewrite) -> None:
        if event.tap and event.tap.message_id:
            change = channel.recaption if event.tap.is_file else channel.edit
            try:
                await self._retry(
                    partial(change, event.where.chat_id, event.tap.message_id, reply.text, reply.keyboard)
                )
                return
            except Undelivered as failure:
                if not failure.permanent or failure.trouble is Trouble.UNWANTED:
                    raise
        await say(self._retry, channel, event, reply.text, reply.keyboard)
