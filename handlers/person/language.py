"""A person chooses a language, at any step, without losing anything."""

from __future__ import annotations

from dataclasses import replace

from bot.dialogue.decision import Decision, Popup, Rewrite, Say
from bot.dialogue.event import Event
from bot.dialogue.presses import LanguagePress
from bot.dialogue.routes import Route
from bot.dialogue.turn import Routes, Turn
from bot.dialogue.wordbook import Word
from bot.views import keyboards, prompts
from handlers.conditions import command, names_language, pressed, said
from handlers.person.consent import show_consent
from storage import persons
from storage.statements import Statement


def routes() -> Routes:
    return (
        Route(show_languages, command("language")),
        Route(show_languages, said(Word.LANGUAGE)),
        Route(name_language, names_language),
        Route(press_language, pressed(LanguagePress)),
    )


async def show_languages(event: Event, turn: Turn) -> Decision:
    asked = " · ".join(turn.words.in_every_language("language.choose"))
    return Decision([Say(asked, keyboards.rows(keyboards.languages(turn.words)))])


async def press_language(event: Event, turn: Turn) -> Decision:
    press = event.pressed(LanguagePress)
    if press.language not in turn.words.languages:
        return Decision([Popup(turn.text("old_button"))])
    if press.consent and not turn.agreed:
        card = show_consent(turn, rewrite=True, language=press.language, renews=press.renews)
        return replace(card, changes=_remember(turn, press.language))
    if turn.visitor.person is None:
        return show_consent(turn, rewrite=True, language=press.language)
    return _speak(turn, press.language, rewrite=not press.consent)


async def name_language(event: Event, turn: Turn) -> Decision:
    named = turn.recognised.language or turn.language
    return show_consent(turn, language=named) if turn.visitor.person is None else _speak(turn, named)


def _speak(turn: Turn, language: str, *, rewrite: bool = False) -> Decision:
    spoken = replace(turn, language=language, text=turn.words.text_in(language))
    draft = turn.visitor.draft
    next_word = prompts.step(spoken, draft) if draft else [prompts.menu(spoken)]
    chosen = spoken.text("language.chosen")
    said = Rewrite(chosen) if rewrite else Say(chosen)
    return Decision([said, *next_word], _remember(turn, language))


def _remember(turn: Turn, language: str) -> list[Statement]:
    """Before consent not even the language is stored."""
    if turn.visitor.person is None:
        return []
    return [persons.set_language(turn.visitor.pseudonym, language), *turn.close_question()]
