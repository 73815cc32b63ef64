"""A disclosure: personal data that was handed out (law 94-V art. 22(1)(5), policy clause 3.3)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from bot.domain.address import Address
from bot.domain.fields import FIELDS
from bot.domain.frozen import frozen
from bot.domain.time import Moment

LEAD_COLUMNS = ("reference", "sent", "language", "status", "outcome")
"""The columns of an exported file that are no answers."""
COLUMNS = (*LEAD_COLUMNS, *(field.name for field in FIELDS))
"""The columns of an exported file, in order."""
STAFF_COLUMNS = ("rating", "words", "notes")
"""Further columns for the operator's own staff: ratings with their words, and notes, are for nobody else."""
HOME = "KZ"
COUNTRIES = (
    HOME, "AE", "AM", "AZ", "BY", "CN", "DE", "FR", "GB", "GE", "KG", "KR", "MN", "RU", "TJ", "TM", "TR", "US", "UZ",
)  # fmt: skip
"""Where a file may be, as ISO 3166-1 codes; the catalogues name each (`country.kz`)."""


class Recipient(StrEnum):
    """What kind of somebody receives a file."""

    STAFF = "staff"  # the operator's own
    STATE = "state"  # a state body, which demands it by a document
    OTHER = "other"  # anybody else


class Basis(StrEnum):
    """The legal basis."""

    CONSENT = "consent"  # the operator's own work on applications, clause 2.1 P1 and P2
    LAW = "law"  # a state body demands it, clause 3.3 (b) and art. 9


BASES: Mapping[Recipient, Basis] = {Recipient.STAFF: Basis.CONSENT, Recipient.STATE: Basis.LAW}
"""On what basis each may receive data. People consent to no third party, so anybody else may not."""


def columns_for(recipient: Recipient) -> tuple[str, ...]:
    """What the file for a recipient holds."""
    return (*COLUMNS, *STAFF_COLUMNS) if recipient is Recipient.STAFF else COLUMNS


class Format(StrEnum):
    XLSX = "xlsx"
    CSV = "csv"


@frozen
class Details:
    """Who asked, who received it and why, in words that somebody typed. They end with the last person in the file.

    A state body has a `document` with its number, `dated` on an ISO day; there the reason is empty.
    """

    asked_by: str
    reason: str
    recipient: str
    document: str = ""
    dated: str = ""


UNKNOWN = Details("", "", "")
"""Of a file in which nobody is left, or whose key is lost."""


@frozen
class Disclosure:
    """One exported file. It counts as handed out from `handed_at` on.

    While the file stands, its place is known: `address` is the administrator in whose chat the message `message_id`
    carries it, `path` is its file on the disk. `fields` are its columns; a later version may have others.
    """

    id: bytes
    reference: str
    format: Format
    to: Recipient
    basis: Basis
    country: str
    fields: tuple[str, ...]
    details: Details
    asked_at: Moment
    handed_at: Moment | None = None
    address: Address | None = None
    path: str | None = None
    message_id: int | None = None
    sent_at: Moment | None = None
    filled: bool = False
    remove_at: Moment | None = None

    @property
    def file_name(self) -> str:
        """Contains the reference."""
        return f"export-{self.reference}.{self.format}"


@frozen
class HandOver:
    """What the receipt of an erasure says of one disclosure: when, and who received the file."""

    at: Moment
    to: Recipient
    recipient: str

    @classmethod
    def of(cls, disclosure: Disclosure) -> HandOver:
        at = disclosure.handed_at or disclosure.asked_at
        return cls(at, disclosure.to, disclosure.details.recipient)


@frozen
class Copy:
    """A file that was handed out and names erased people; `references` are those of their applications."""

    disclosure: Disclosure
    references: tuple[str, ...]
