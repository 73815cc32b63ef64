"""A person as the bot knows them before an event, as data; `Scene.admit` stores it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.channels.telegram.addresses import address_of
from bot.dialogue.event import Sender
from bot.domain.fields import FIELDS
from bot.domain.form import REVIEW, Doubt, Draft
from bot.domain.lead import Lead, Status
from bot.domain.time import DAY, EPOCH, MILLISECOND, Moment
from tests.handlers.turns import NOW, PERSON, POLICY
from tests.people import AIGERIM, MADINA, OUTSIDER, TIMUR

REVISION = 7
SINCE = NOW - DAY
"""The moment at which everybody in these tests agreed."""
DRAFT_END = NOW + 30 * DAY
ANSWERS = AIGERIM.answers
COLLEAGUE, SECOND = Sender(address_of(21), MADINA, "kk"), Sender(address_of(22), TIMUR, "ru")
STRANGER = Sender(address_of(23), OUTSIDER, "ru")
"""Has left the staff group; the two above are members."""
TYPO = Doubt("aigerim@gmial.com", "aigerim@gmail.com")


@dataclass(frozen=True)
class Somebody:
    """Somebody who has agreed. `asking` is the question that is open; `card` the message with their application's card
    in the staff group; moments are milliseconds, 0 for never."""

    who: Sender = PERSON
    draft: Draft | None = None
    leads: tuple[Lead, ...] = ()
    asking: str | None = None
    agreed_to: str = POLICY.version
    language: str = "kk"
    wants_offers: bool = False
    banned_at: Moment = EPOCH
    blocked_at: Moment = EPOCH
    held_until: Moment = EPOCH
    erasing: bool = False
    card: int | None = None


def known(**more: Any) -> Somebody:
    """Has agreed, but has neither draft nor lead."""
    return Somebody(**more)


def at(step: str, doubt: Doubt | None = None, editing: bool = False, **more: Any) -> Somebody:
    """At this step of the form, with all answers before it, or with all answers if `editing` one."""
    names = [field.name for field in FIELDS]
    before = names if editing or step == REVIEW else names[: names.index(step)]
    draft = Draft(
        b"draft-id", step, REVISION, {name: ANSWERS[name] for name in before if name in ANSWERS}, editing, doubt
    )
    return Somebody(draft=draft, **more)


def sent(status: Status = Status.NEW, **more: Any) -> Somebody:
    """Has sent an application. If it is taken, COLLEAGUE owns it."""
    return Somebody(leads=(make_lead(status),), **more)


def make_lead(
    status: Status = Status.NEW, reference: str = "M-7K3F9Q", created_at: Moment = SINCE + MILLISECOND, **more: Any
) -> Lead:
    """`person` and the pseudonym of the `owner` are set by `Scene.admit`."""
    given = {"language": "kk", "repeated": False, "details": ANSWERS, "outcome": None, "owner": None}
    owner = None if status is Status.NEW else COLLEAGUE
    return Lead(
        **{
            "id": reference.encode(),
            "reference": reference,
            "person": b"",
            **given,
            "status": status,
            "owner_name": owner.first_name if owner else None,
            "owner_id": owner.address.id if owner else None,
            "created_at": created_at,
            "changed_at": created_at,
            **more,
        }
    )
