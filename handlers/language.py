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
from handlers.filters import NamesLanguage
from handlers.turn import Turn
from storage import persons
from storage.statements import Statement


def build() -> Router:
    router = Router(name="language")
    router.message.register(show_languages, Command("language", ignore_case=True))
    router.message.register(name_language, NamesLanguage())
    router.callback_query.register(press_language, LanguagePress.filter())
    return router


async def show_languages(message: Message, turn: Turn) -> Decision:
    return Decision([Say(turn.text("language.choose"), keyboards.rows(keyboards.languages(turn.words)))])


async def press_language(query: CallbackQuery, turn: Turn, callback_data: LanguagePress) -> Decision:
    if callback_data.language not in turn.words.languages:
        return Decision([Popup(turn.text("old_button"))])
    if callback_data.consent and not turn.agreed:
        card = show_consent(turn, rewrite=True, language=callback_data.language, renews=callback_data.renews)
        return replace(card, changes=_remember(turn, callback_data.language))
    if turn.visitor.person is None:
        return show_consent(turn, rewrite=True, language=callback_data.language)
    return _speak(turn, callback_data.language, rewrite=not callback_data.consent)


async def name_language(message: Message, turn: Turn, named: str) -> Decision:
    return show_consent(turn, language=named) if turn.visitor.person is None else _speak(turn, named)


def _speak(turn: Turn, language: str, *, rewrite: bool = False) -> Decision:
    spoken = replace(turn, language=language, text=turn.words.speak(language))
    draft = turn.visitor.draft
    next_word = prompts.step(spoken, draft) if draft else [prompts.standing(spoken)]
    chosen = spoken.text("language.chosen")
    said = Rewrite(chosen) if rewrite else Say(chosen)
    return Decision([said, *next_word], _remember(turn, language))


def _remember(turn: Turn, language: str) -> list[Statement]:
    """Of somebody who has not agreed nothing is kept, not even this."""
    if turn.visitor.person is None:
        return []
    return [persons.speak(turn.visitor.pseudonym, language), *turn.ask(None)]
