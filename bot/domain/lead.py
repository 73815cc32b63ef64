"""What can happen to an application after it was sent?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    NEW = "new"
    TAKEN = "taken"
    CONTACTED = "contacted"
    CLOSED = "closed"


class Outcome(StrEnum):
    """Why a lead was closed."""

    WON = "won"
    NOT_NOW = "not_now"
    SPAM = "spam"


class Action(StrEnum):
    """What a colleague presses on the card."""

    TAKE = "take"
    CONTACT = "contact"
    CLOSE = "close"


OPEN = (Status.NEW, Status.TAKEN, Status.CONTACTED)

TRANSITIONS: Mapping[tuple[Status, Action], Status] = {
    (Status.NEW, Action.TAKE): Status.TAKEN,
    (Status.TAKEN, Action.CONTACT): Status.CONTACTED,
    (Status.TAKEN, Action.CLOSE): Status.CLOSED,
    (Status.CONTACTED, Action.CLOSE): Status.CLOSED,
}


@dataclass(frozen=True, slots=True)
class Lead:
    """A confirmed application. `owner` is the pseudonym of the colleague who took it."""

    id: bytes
    reference: str
    person: bytes
    language: str
    repeated: bool
    details: Mapping[str, str]
    status: Status
    outcome: Outcome | None
    owner: bytes | None
    owner_name: str | None
    created_at: int
    changed_at: int


def is_open(lead: Lead) -> bool:
    return lead.status in OPEN


def shows_contacts(lead: Lead, *, full: bool) -> bool:
    """Contacts stand on the card only while somebody works with it; with STAFF_CARD=full also while nobody does."""
    return lead.status in (Status.TAKEN, Status.CONTACTED) or (full and lead.status is Status.NEW)
