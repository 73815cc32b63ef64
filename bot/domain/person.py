"""Who has agreed, and what is so with them?"""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.address import Address


@dataclass(frozen=True, slots=True)
class Person:
    """`asking` is the open yes-or-no question; `created_at` tells this acquaintance from an earlier, erased one.

    `ledger_subject` is the random name under which the ledger speaks of them; only their key can tell whose it is.
    `banned_at`: since when no further applications are taken from them; 0 if they are.
    """

    address: Address
    language: str
    asking: str | None
    erasing: bool
    created_at: int
    ledger_subject: str
    held_until: int = 0
    hold_reason: str = ""
    banned_at: int = 0

    def is_held(self, now: int) -> bool:
        """Whether destruction has to wait (law 94-V art. 8(2): an obligation is unfulfilled)."""
        return self.held_until > now
