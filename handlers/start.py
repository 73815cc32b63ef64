"""A person comes, or comes back."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import CommandStart
from aiogram.types import CallbackQuery, Message

from handlers import prompts
from handlers.callbacks import NewApplicationPress
from handlers.consent import begin_form, show_consent
from handlers.decision import Decision, Popup
from handlers.filters import Spoken
from handlers.turn import Turn
from handlers.words import Word


def build() -> Router:
    router = Router(name="start")
    router.message.register(start, CommandStart(ignore_case=True))
    router.callback_query.register(press_new_application, NewApplicationPress.filter())
    router.message.register(apply_again, Spoken(Word.NEW_APPLICATION))
    return router


async def start(message: Message, turn: Turn) -> Decision:
    if turn.visitor.person is None:
        return show_consent(turn)
    return Decision([prompts.standing(turn)], turn.ask(None))


async def press_new_application(query: CallbackQuery, turn: Turn, callback_data: NewApplicationPress) -> Decision:
    person = turn.visitor.person
    if person is None or callback_data.since != person.created_at:
        return Decision([Popup(turn.text("old_button"))])
    return await apply_again(query, turn)


async def apply_again(event: Message | CallbackQuery, turn: Turn) -> Decision:
    if turn.visitor.draft is not None:
        return Decision([prompts.standing(turn)], turn.ask(None))
    return begin_form(turn) if turn.agreed else show_consent(turn)
