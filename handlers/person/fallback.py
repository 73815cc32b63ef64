"""A person sends something that no other conversation understands: it is answered, and not kept."""

from __future__ import annotations

from dataclasses import replace

from bot.dialogue.decision import SILENCE, Decision, Popup, Relevance, Say
from bot.dialogue.event import Event
from bot.dialogue.routes import Route
from bot.dialogue.turn import Routes, Turn
from bot.dialogue.wordbook import Word
from bot.domain.form import field_of
from bot.domain.sensitive import find_sensitive
from bot.views import prompts
from handlers.conditions import is_edit, is_message
from handlers.person.consent import show_consent
from handlers.person.refusals import are_many, count_refusal


def routes() -> Routes:
    """The last table: every event in a private chat fits one of its rows."""
    return (
        Route(send_something_else, is_message),
        Route(edit_message, is_edit),
        Route(press_unknown_button),
    )


async def send_something_else(event: Event, turn: Turn) -> Decision:
    if event.album and event.album == turn.chat_memory.album:
        return SILENCE
    draft, text = turn.visitor.draft, _answer(event, turn)
    chat_memory = replace(count_refusal(turn, draft) if draft else turn.chat_memory, album=event.album)
    if draft and field_of(draft) and are_many(chat_memory):
        text += prompts.way_on(turn, draft)
    return Decision([Say(text, relevance=Relevance.REMARK)], turn.close_question(), chat_memory=chat_memory)


async def edit_message(event: Event, turn: Turn) -> Decision:
    """Editing a message changes no stored answer: only what was validated is stored."""
    if turn.visitor.person is None:
        return show_consent(turn)
    said = Say(turn.text("fallback.edited", where=prompts.status(turn)), relevance=Relevance.REMARK)
    return Decision([said], turn.close_question())


async def press_unknown_button(event: Event, turn: Turn) -> Decision:
    return Decision([Popup(turn.text("old_button"))])


def _answer(event: Event, turn: Turn) -> str:
    """A label that can do nothing now is told how things stand; yes and no are ordinary words too."""
    where, recognised = prompts.status(turn), turn.recognised
    if recognised.is_label and recognised.word not in (Word.YES, Word.NO):
        return where
    return turn.text(_reason(event), where=where, email=turn.installation.operator.email)


def _reason(event: Event) -> str:
    if event.is_forwarded:
        return "fallback.forwarded"
    if event.text is None:
        return "fallback.media"
    if find_sensitive(event.text):
        return "fallback.sensitive"
    return "fallback.command" if event.is_like_command else "fallback.chatter"
