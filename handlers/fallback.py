"""A person sends what nobody asked for: one calm, useful answer, and nothing of it is kept."""

from __future__ import annotations

from dataclasses import replace

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.domain.sensitive import find_sensitive
from handlers import prompts
from handlers.consent import show_consent
from handlers.decision import Decision, Popup, Say, Worth
from handlers.turn import Turn


def build() -> Router:
    """Always the last router: everything fits."""
    router = Router(name="fallback")
    router.message.register(send_something_else)
    router.edited_message.register(edit_message)
    router.callback_query.register(press_unknown_button)
    return router


async def send_something_else(message: Message, turn: Turn) -> Decision:
    if message.media_group_id and message.media_group_id == turn.glimpse.album:
        return Decision()
    glimpse = replace(turn.glimpse, album=message.media_group_id)
    said = Say(turn.text(_reason(message), where=prompts.where(turn)), worth=Worth.REMARK)
    return Decision([said], turn.ask(None), glimpse=glimpse)


async def edit_message(message: Message, turn: Turn) -> Decision:
    """An edited answer stays as it was sent: what was checked is what is stored."""
    if turn.visitor.person is None:
        return show_consent(turn)
    said = Say(turn.text("fallback.edited", where=prompts.where(turn)), worth=Worth.REMARK)
    return Decision([said], turn.ask(None))


async def press_unknown_button(query: CallbackQuery, turn: Turn) -> Decision:
    return Decision([Popup(turn.text("old_button"))])


def _reason(message: Message) -> str:
    if message.forward_origin:
        return "fallback.forwarded"
    if message.text is None:
        return "fallback.media"
    if find_sensitive(message.text):
        return "fallback.sensitive"
    return "fallback.command" if message.text.startswith("/") else "fallback.chatter"
