"""A person chooses a language, at any step, and loses nothing."""

from __future__ import annotations

from dataclasses import replace

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from handlers import keyboards, prompts
from handlers.callbacks import LanguagePress
from handlers.consent import show_consent
from handlers.decision import Decision, Popup, Rewrite, Say
from handlers.turn import Turn
from storage import persons


def build() -> Router:
    router = Router(name="language")
    router.message.register(show_languages, Command("language"))
    router.callback_query.register(choose_language, LanguagePress.filter())
    return router


async def show_languages(message: Message, turn: Turn) -> Decision:
    return Decision([Say(turn.text("language.choose"), keyboards.rows(keyboards.languages(turn)))])


async def choose_language(query: CallbackQuery, turn: Turn, callback_data: LanguagePress) -> Decision:
    language = callback_data.language
    if language not in turn.words.languages:
        return Decision([Popup(turn.text("old_button"))])
    if turn.visitor.person is None:
        return show_consent(turn, rewrite=True, language=language)
    spoken = replace(turn, language=language, text=turn.words.speak(language))
    draft = turn.visitor.draft
    next_word = prompts.step(spoken, draft) if draft else [prompts.standing(spoken)]
    chosen = Say(spoken.text("language.chosen")) if callback_data.consent else Rewrite(spoken.text("language.chosen"))
    return Decision([chosen, *next_word], [persons.speak(turn.visitor.pseudonym, language), *turn.ask(None)])
