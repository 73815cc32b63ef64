"""A person adds words to the rating that they have just given."""

from __future__ import annotations

from bot.dialogue.decision import Decision, Say
from bot.dialogue.event import Event
from bot.dialogue.routes import Route
from bot.dialogue.turn import Routes, Turn
from bot.dialogue.wordbook import Word
from bot.domain import feedback as rules
from bot.domain.sensitive import find_sensitive
from handlers.conditions import is_asked, is_text, said
from handlers.person import fallback
from storage import feedback

QUESTION = "feedback"


def routes() -> Routes:
    return (
        Route(add_nothing, said(Word.NO, Word.OFFER_NO, Word.SKIP, Word.CANCEL), is_asked(QUESTION)),
        Route(add_words, is_text, is_asked(QUESTION)),
    )


async def add_nothing(event: Event, turn: Turn) -> Decision:
    return Decision([Say(turn.text("feedback.no_words"))], turn.close_question())


async def add_words(event: Event, turn: Turn) -> Decision:
    """Keep the words beside the rating. What may not be kept is refused, and the question stays open.

    The label of a button is not the words.
    """
    words = (event.text or "").strip()
    given = await _newest(turn)
    if given is None or turn.recognised.is_label:
        return await fallback.send_something_else(event, turn)
    if find_sensitive(words):
        return Decision([Say(turn.text("feedback.sensitive"))])
    if rules.is_too_long(words):
        return Decision([Say(turn.text("feedback.too_long", longest=rules.MAX_LENGTH))])
    saved = feedback.add_words(turn.seal, given, words)
    return Decision([Say(turn.text("feedback.kept"))], [saved, *turn.close_question()])


async def _newest(turn: Turn) -> rules.Feedback | None:
    """The rating that waits for words; None if it was given too long ago."""
    given = await feedback.of_person(turn.store.engine, turn.visitor.pseudonym, turn.seal)
    waiting = [one for one in given if one.words is None and turn.now - one.given_at <= rules.WORDS_WINDOW]
    return waiting[0] if waiting else None
