"""The question how a person was served, and its buttons."""

from __future__ import annotations

from bot.dialogue.feedback_presses import FeedbackPress, WithdrawFeedbackPress
from bot.dialogue.keyboard import Button, Inline
from bot.domain.consent import Notice
from bot.domain.feedback import RATINGS
from bot.domain.lead import Lead
from bot.domain.time import Moment
from bot.i18n import Text
from bot.views.keyboards import rows


def question(above: str, notice: Notice) -> str:
    """The consent text under what names the application."""
    return f"{above}\n\n{notice.text}"


def ask_anew(text: Text, lead: Lead, notice: Notice) -> str:
    return question(text("application.closed", reference=lead.reference), notice)


def keyboard(text: Text, lead: Lead, notice: Notice) -> Inline:
    def press(rating: int) -> FeedbackPress:
        return FeedbackPress(rating=rating, lead=lead.id.hex(), language=notice.language, shown=notice.mark)

    return rows([Button(str(rating), press(rating)) for rating in RATINGS], [Button(text("button.offer_no"), press(0))])


def withdraw_button(text: Text, since: Moment) -> Button:
    return Button(text("button.feedback_withdraw"), WithdrawFeedbackPress(since=since))
