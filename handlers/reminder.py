"""A person is reminded of an unfinished application: what it looks like, and how to have no more of it."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery

from bot.dialogue.keyboard import Button, Inline
from bot.domain.form import Draft
from bot.domain.schedule import MOST_REMINDERS
from bot.i18n import Text
from handlers.callbacks import FormPress, Move
from handlers.decision import Decision, Rewrite
from handlers.filters import IsCurrent
from handlers.keyboards import rows
from handlers.turn import Turn
from storage import drafts, reminders


def build() -> Router:
    router = Router(name="reminder")
    router.callback_query.register(stop_reminders, FormPress.filter(F.move == Move.MUTE), IsCurrent())
    return router


def keyboard(text: Text, draft: Draft) -> Inline:
    """Each button does what it says at once, but for deleting, which is asked about."""

    def press(move: Move) -> FormPress:
        return FormPress(move=move, revision=draft.revision)

    return rows(
        [Button(text("button.continue"), press(Move.CONTINUE), "success")],
        [Button(text("button.delete_answers"), press(Move.CANCEL))],
        [Button(text("button.no_reminders"), press(Move.MUTE))],
    )


async def stop_reminders(query: CallbackQuery, turn: Turn) -> Decision:
    until = await drafts.end_of(turn.store.engine, turn.visitor.pseudonym)
    said = turn.text("reminder.stopped", until=turn.date(until or turn.now))
    return Decision([Rewrite(said)], [reminders.silence(turn.visitor.pseudonym, MOST_REMINDERS), *turn.ask(None)])
