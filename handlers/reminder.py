"""A person is reminded of an unfinished application: what it looks like, and how to have no more of it."""

from __future__ import annotations

from bot.dialogue.event import Event
from bot.dialogue.keyboard import Button, Inline
from bot.dialogue.presses import FormPress, Move
from bot.dialogue.routes import Route
from bot.domain.form import Draft
from bot.domain.schedule import MOST_REMINDERS
from bot.i18n import Text
from handlers.conditions import is_current, pressed
from handlers.decision import Decision, Rewrite
from handlers.keyboards import rows
from handlers.turn import Routes, Turn
from storage import drafts, reminders


def routes() -> Routes:
    return (Route(stop_reminders, pressed(FormPress, move=Move.MUTE), is_current),)


def keyboard(text: Text, draft: Draft) -> Inline:
    """Each button does what it says at once, but for deleting, which is asked about."""

    def press(move: Move) -> FormPress:
        return FormPress(move=move, revision=draft.revision)

    return rows(
        [Button(text("button.continue"), press(Move.CONTINUE), "success")],
        [Button(text("button.delete_answers"), press(Move.CANCEL))],
        [Button(text("button.no_reminders"), press(Move.MUTE))],
    )


async def stop_reminders(event: Event, turn: Turn) -> Decision:
    until = await drafts.end_of(turn.store.engine, turn.visitor.pseudonym)
    said = turn.text("reminder.stopped", until=turn.date(until or turn.now))
    return Decision([Rewrite(said)], [reminders.silence(turn.visitor.pseudonym, MOST_REMINDERS), *turn.ask(None)])
