"""A disclosure: personal data that was handed out (law 94-V art. 22(1)(5), policy clause 3.3)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from bot.domain.address import Address
from bot.domain.fields import FIELDS
from bot.domain.time import Moment

LEAD_COLUMNS = ("reference", "sent", "language", "status", "outcome")
"""The columns of an exported file that are no answers."""
COLUMNS = (*LEAD_COLUMNS, *(field.name for field in FIELDS))
"""The columns of an exported file, in order."""
HOME = "KZ"
MAX_DETAIL_LENGTH = 100  # characters of a reason or a recipient; four of them still fit the answer to /my_data


class Basis(StrEnum):
    """The legal basis. People agree to nothing else, so there is no third."""

    CONSENT = "consent"  # the operator's own work on applications, clause 2.1 P1 and P2
    LAW = "law"  # a state body demands it, clause 3.3 (b) and art. 9


class Format(StrEnum):
    XLSX = "xlsx"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Details:
    """Who asked and why; stored sealed. `address` is the administrator's, until the file is gone from their chat."""

    asked_by: str
    reason: str
    recipient: str
    address: Address | None = None


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One exported file. It counts as handed out from `handed_at` on; `message_id` is the message that carries it.

    `fields` are its columns; a later version may have others.
    """

    id: bytes
    reference: str
    format: Format
    basis: Basis
    country: str
    fields: tuple[str, ...]
    details: Details
    asked_at: Moment
    handed_at: Moment | None = None
    message_id: int | None = None
    sent_at: Moment | None = None
    filled: bool = False
    remove_at: Moment | None = None

    def without_address(self) -> Details:
        return replace(self.details, address=None)


@dataclass(frozen=True, slots=True)
class Copy:
    """A file that was handed out and names erased people; `references` are those of their applications."""

    disclosure: Disclosure
    references: tuple[str, ...]
