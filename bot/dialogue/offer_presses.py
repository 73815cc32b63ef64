"""The buttons that answer the question about offers."""

from __future__ import annotations

from enum import StrEnum

from bot.dialogue.press import Press
from bot.domain.frozen import frozen
from bot.domain.time import Moment


class OfferPlace(StrEnum):
    """Which message asks about offers."""

    SENT = "0"  # the review that says that the application is sent; the receipt of earlier versions
    CONSENTS = "1"  # the list of consents
    THANKS = "2"  # the review that became the thanks


@frozen
class MarketingPress(Press):
    """Consent to offers: yes or no. `shown` is the beginning of the digest of its text, `stamp` that of the
    id of the last answer."""

    prefix = "m"

    wants: bool
    since: Moment
    language: str
    shown: str
    stamp: str = ""
    place: OfferPlace = OfferPlace.SENT
