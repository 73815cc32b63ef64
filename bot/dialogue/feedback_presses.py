"""The buttons with which a person rates the service, and takes that back."""

from __future__ import annotations

from bot.dialogue.press import Press, read_id
from bot.domain.frozen import frozen
from bot.domain.time import Moment


@frozen
class FeedbackPress(Press):
    """A rating of the service, which is the consent to keep it; 0 for none. `shown` is the beginning of the digest of
    the consent text, `lead` the application in hexadecimal."""

    prefix = "v"

    rating: int
    lead: str
    language: str
    shown: str

    @property
    def lead_id(self) -> bytes:
        return read_id(self.lead)


@frozen
class WithdrawFeedbackPress(Press):
    """Takes back the consent to keep ratings, and all of them. `since` is when the person registered."""

    prefix = "w"

    since: Moment
