"""The buttons of a reminder of an unfinished application."""

from __future__ import annotations

from bot.dialogue.keyboard import Button, Inline
from bot.dialogue.presses import FormPress, Move
from bot.domain.form import Draft
from bot.i18n import Text
from bot.views.keyboards import rows


def keyboard(text: Text, draft: Draft) -> Inline:
    """Each button acts at once, except that deleting asks a question first."""

    def press(move: Move) -> FormPress:
        return FormPress(move=move, revision=draft.revision)

    return rows(
        [Button(text("button.continue"), press(Move.CONTINUE), "success")],
        [Button(text("button.delete_answers"), press(Move.CANCEL))],
        [Button(text("button.no_reminders"), press(Move.MUTE))],
    )
