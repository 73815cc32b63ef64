"""The card of a lead in the staff group."""

from __future__ import annotations

from bot.domain.frozen import frozen
from bot.domain.time import EPOCH, Moment


@frozen
class Card:
    """`shown` is the digest of what stands on it; some other text while that is not known. `late_until` as in Trace."""

    chat_id: int
    message_id: int
    shown: str
    late_until: Moment = EPOCH


@frozen
class EarlierCard:
    """One that another has replaced, and that may still show something."""

    chat_id: int
    message_id: int
    sent_at: Moment
    late_until: Moment = EPOCH
