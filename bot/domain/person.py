"""A person who has agreed, without their answers."""

from __future__ import annotations

from bot.domain.address import Address
from bot.domain.frozen import frozen
from bot.domain.time import EPOCH, Moment


@frozen
class Person:
    """`asking` is the open yes-or-no question. `created_at` differs after an erasure and a new beginning.

    `ledger_subject` is the random name of the person in the ledger; only their key can tell whose it is. `banned_at` is
    the moment since which applications are refused; EPOCH if they are not. `blocked_at` is the moment since which their
    data is out of use because a dispute about it lasts (law 94-V art. 24 and 25(2)); EPOCH if it is in use.
    """

    address: Address
    language: str
    asking: str | None
    erasing: bool
    created_at: Moment
    ledger_subject: str
    held_until: Moment = EPOCH
    hold_reason: str = ""
    banned_at: Moment = EPOCH
    blocked_at: Moment = EPOCH

    def is_held(self, now: Moment) -> bool:
        """Whether destruction has to wait (law 94-V art. 8(2): an obligation is unfulfilled)."""
        return self.held_until > now
