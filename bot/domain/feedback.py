"""What a person says of the service after their application was closed: a rating, and words if they like."""

from __future__ import annotations

from bot.domain.frozen import frozen
from bot.domain.lead import Lead, Outcome, Status
from bot.domain.time import HOUR, Moment

RATINGS = range(1, 6)
MAX_LENGTH = 1_000  # UTF-16 units of the words
WORDS_WINDOW = HOUR
"""What a person writes later than this after the rating is not meant as its words."""
ASKED_AFTER = (Outcome.WON, Outcome.NOT_NOW)
"""Of other outcomes nobody was served: the number was wrong, or the application was no wish."""


@frozen
class Feedback:
    """`rating` is one of RATINGS; `words` is None if the person wrote none."""

    lead: bytes
    rating: int
    given_at: Moment
    words: str | None = None


def may_be_asked_about(lead: Lead) -> bool:
    """Whether the person may be asked how they were served."""
    return lead.status is Status.CLOSED and lead.outcome in ASKED_AFTER


def is_too_long(words: str) -> bool:
    return len(words.encode("utf-16-le")) // 2 > MAX_LENGTH
