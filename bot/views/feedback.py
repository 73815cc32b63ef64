"""The question how a person was served, and its buttons."""

from __future__ import annotations

from bot.dialogue.feedback_presses import FeedbackPress, WithdrawFeedbackPress
from bot.dialogue.keyboard import Button, Inline
from bot.domain.consent import Notice
from bot.domain.feedback import RATINGS
from bot.domain.lead import Lead
from bot.domain.time import Moment
from bot.i18n import Markup, Text
from bot.views.keyboards import rows


def question(text: Text, lead: Lead, notice: Notice) -> str:
    """Names the application, above the consent text."""
    return text("feedback.ask", reference=lead.reference, card=Markup(notice.text))


def keyboard(text: Text, lead: Lead, notice: Notice) -> Inline:
    def press(rating: int) -> FeedbackPress:
        return FeedbackPress(rating=rating, lead=lead.id.hex(), language=notice.language, shown=notice.mark)

    return rows([Button(str(rating), press(rating)) for rating in RATINGS], [Button(text("button.offer_no"), press(0))])


def withdraw_button(text: Text, since: Moment) -> Button:
    return Button(text("button.feedback_withdraw"), WithdrawFeedbackPress(since=since))
