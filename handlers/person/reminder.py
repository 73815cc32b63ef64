"""A person stops the reminders of an unfinished application."""

from __future__ import annotations

from bot.dialogue.decision import Decision, Rewrite, Say
from bot.dialogue.event import Event
from bot.dialogue.presses import FormPress, Move
from bot.dialogue.routes import Route
from bot.dialogue.turn import Routes, Turn
from bot.dialogue.wordbook import Word
from bot.domain.schedule import MAX_REMINDERS
from handlers.conditions import has_draft, is_current, pressed, said
from storage import drafts, reminders


def routes() -> Routes:
    return (
        Route(stop_reminders, pressed(FormPress, move=Move.MUTE), is_current),
        Route(stop_reminders, said(Word.NO_REMINDERS), has_draft),
        Route(find_no_reminders, said(Word.NO_REMINDERS)),
    )


async def find_no_reminders(event: Event, turn: Turn) -> Decision:
    return Decision([Say(turn.text("reminder.nothing"))], turn.close_question())


async def stop_reminders(event: Event, turn: Turn) -> Decision:
    until = await drafts.end_of(turn.store.engine, turn.visitor.pseudonym)
    said = turn.text("reminder.stopped", until=turn.date(until or turn.now))
    return Decision([Rewrite(said)], [reminders.stop(turn.visitor.pseudonym, MAX_REMINDERS), *turn.close_question()])
