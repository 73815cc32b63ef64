"""The question about offers, where an application has just been sent."""

from __future__ import annotations

from collections.abc import Iterable

from bot.dialogue.decision import Rewrite
from bot.dialogue.installation import Installation
from bot.dialogue.keyboard import Button, Inline
from bot.dialogue.offer_presses import MarketingPress, OfferPlace
from bot.domain.consent import Consent, Notice, Purpose
from bot.domain.person import Person
from bot.domain.time import EPOCH
from bot.i18n import Text
from bot.views.keyboards import below
from bot.views.notice import compose_offer


def may_ask(person: Person, history: Iterable[Consent]) -> bool:
    """Nobody who has decided is asked, nor anybody whose data is out of use or who may not apply again.

    `history` holds all their consents.
    """
    if person.banned_at > EPOCH or person.blocked_at > EPOCH:
        return False
    return all(one.purpose is not Purpose.MARKETING for one in history)


def ask_under(sent: Rewrite, installation: Installation, text: Text, person: Person, place: OfferPlace) -> Rewrite:
    """The message `sent`, and the question under it."""
    notice = compose_offer(installation, person.language)
    buttons = below(sent.keyboard or Inline(()), *_yes_or_no(text, notice, person, place))
    return Rewrite(f"{sent.text}\n\n{notice.text}", buttons)


def _yes_or_no(text: Text, notice: Notice, person: Person, place: OfferPlace) -> list[list[Button]]:
    """Yes and no look alike: nothing is ticked in advance."""

    def press(wants: bool) -> MarketingPress:
        since, language = person.created_at, notice.language
        return MarketingPress(wants=wants, since=since, language=language, shown=notice.mark, place=place)

    return [[Button(text("button.offer_yes"), press(True))], [Button(text("button.offer_no"), press(False))]]
