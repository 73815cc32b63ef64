"""The question about offers, where an application has just been sent."""

from __future__ import annotations

from bot.dialogue.decision import Rewrite
from bot.dialogue.installation import Installation
from bot.dialogue.keyboard import Button, Inline
from bot.dialogue.presses import MarketingPress
from bot.domain.consent import Notice
from bot.domain.person import Person
from bot.domain.time import Moment
from bot.i18n import Text
from bot.views.keyboards import rows
from bot.views.notice import compose_offer


def ask_under(sent: str, installation: Installation, text: Text, person: Person) -> Rewrite:
    """The message `sent`, and the question under it."""
    notice = compose_offer(installation, person.language)
    return Rewrite(f"{sent}\n\n{notice.text}", _yes_or_no(text, notice, person.created_at))


def _yes_or_no(text: Text, notice: Notice, since: Moment) -> Inline:
    """Yes and no look alike: nothing is ticked in advance."""

    def press(wants: bool) -> MarketingPress:
        return MarketingPress(wants=wants, since=since, language=notice.language, shown=notice.mark)

    return rows(
        [Button(text("button.offer_yes"), press(True))],
        [Button(text("button.offer_no"), press(False))],
    )
