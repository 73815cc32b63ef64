"""A lead: its states, the actions that change them, and who may do each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum

from bot.domain.fields import FIELDS
from bot.domain.frozen import frozen
from bot.domain.time import EPOCH, MILLISECOND, Moment


class Status(StrEnum):
    NEW = "new"
    TAKEN = "taken"
    CONTACTED = "contacted"
    CLOSED = "closed"


class StaffCard(StrEnum):
    """Who sees the contacts of a lead in the staff group (STAFF_CARD)."""

    CLAIM = "claim"  # every member, once somebody has taken it
    FULL = "full"  # every member, at once
    PRIVATE = "private"  # who has taken it, alone, in a message of their own


class Outcome(StrEnum):
    """Why a lead was closed."""

    WON = "won"
    NOT_NOW = "not_now"
    WRONG_NUMBER = "wrong_number"
    SPAM = "spam"


class Action(StrEnum):
    """What a colleague presses on the card."""

    TAKE = "take"
    CONTACT = "contact"
    NO_ANSWER = "no_answer"
    CLOSE = "close"
    RELEASE = "release"
    OFFER = "offer"
    KEEP = "keep"
    TAKE_OVER = "take_over"
    REOPEN = "reopen"


class Right(StrEnum):
    """Which members of the staff group may do something."""

    ANYBODY = "anybody"
    OWNER = "owner"
    OWNER_OR_ADMINISTRATOR = "owner_or_administrator"
    ANOTHER = "another"


OPEN = (Status.NEW, Status.TAKEN, Status.CONTACTED)

TRANSITIONS: Mapping[tuple[Status, Action], Status] = {
    (Status.NEW, Action.TAKE): Status.TAKEN,
    (Status.TAKEN, Action.CONTACT): Status.CONTACTED,
    **{(status, Action.CLOSE): Status.CLOSED for status in (Status.TAKEN, Status.CONTACTED)},
    **{(status, Action.RELEASE): Status.NEW for status in (Status.TAKEN, Status.CONTACTED)},
    **{
        (status, action): status
        for status in (Status.TAKEN, Status.CONTACTED)
        for action in (Action.OFFER, Action.KEEP, Action.NO_ANSWER)
    },
    # The new owner has not talked to the person yet.
    **{(status, Action.TAKE_OVER): Status.TAKEN for status in (Status.TAKEN, Status.CONTACTED)},
    (Status.CLOSED, Action.REOPEN): Status.NEW,
}

WHEN_OFFERED: Mapping[Action, bool] = {
    Action.OFFER: False,
    Action.NO_ANSWER: False,
    Action.KEEP: True,
    Action.TAKE_OVER: True,
}
"""Whether an offer must be open for an action. Other actions are possible with and without one, and end it."""

RIGHTS: Mapping[Action, Right] = {
    Action.TAKE: Right.ANYBODY,
    Action.CONTACT: Right.OWNER,
    Action.NO_ANSWER: Right.OWNER,
    Action.CLOSE: Right.OWNER_OR_ADMINISTRATOR,
    Action.RELEASE: Right.OWNER_OR_ADMINISTRATOR,
    Action.OFFER: Right.OWNER_OR_ADMINISTRATOR,
    Action.KEEP: Right.OWNER_OR_ADMINISTRATOR,
    Action.TAKE_OVER: Right.ANOTHER,
    Action.REOPEN: Right.ANYBODY,
}


REACHED_BY = (Action.CONTACT, Action.CLOSE, Action.REOPEN)
"""After these the calls in vain do not count any more."""


@frozen
class Colleague:
    """A member of the staff group, as a lead stores its owner. `id` is their id in the channel."""

    pseudonym: bytes
    name: str
    id: str


@frozen
class Lead:
    """A confirmed application. `owner` is the pseudonym of the colleague who took it, `owner_id` their `id`.

    `offered`: the owner lets a colleague take it over. `corrected_at`: when an answer was last corrected, or EPOCH.
    `tries`: how often a colleague called in vain, and `tried_at` when last, or EPOCH; 0 once somebody was reached.
    `withheld`: it came back from a backup, and its person may have been erased since.
    """

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
    created_at: Moment
    changed_at: Moment
    owner_id: str | None = None
    offered: bool = False
    corrected_at: Moment = EPOCH
    withheld: bool = False
    tries: int = 0
    tried_at: Moment = EPOCH


CORRECTED = "correct"
"""The step of a person who corrects their application."""


NOTE = "note"
"""The step of a colleague who leaves a note."""
MAX_NOTE_LENGTH = 300  # UTF-16 units


@frozen
class LeadStep:
    """Who did what with a lead, when.

    `what` is an action, `ban`, `unban`, NOTE or CORRECTED; `by` is the colleague's name, empty for the person.
    `outcome` is set for `close` only; `fields` for CORRECTED only: the names of the fields, never a value; `words` for
    NOTE only. `who` is the colleague's pseudonym in hex; empty for the person, and in steps that an earlier version
    stored.
    """

    lead: bytes
    at: Moment
    what: str
    by: str
    outcome: str | None = None
    fields: Sequence[str] = ()
    who: str = ""
    words: str = ""


def is_open(lead: Lead) -> bool:
    return lead.status in OPEN


def is_worked_on(lead: Lead) -> bool:
    """Whether a colleague has taken the lead, and needs its contacts."""
    return lead.status in (Status.TAKEN, Status.CONTACTED) and not lead.withheld


def shows_contacts(lead: Lead, kind: StaffCard) -> bool:
    """Whether the card shows contacts: while a colleague works on the lead, FULL: before too; PRIVATE: never."""
    if kind is StaffCard.PRIVATE or lead.withheld:
        return False
    return is_worked_on(lead) or (kind is StaffCard.FULL and lead.status is Status.NEW)


def notes_of(steps: Sequence[LeadStep]) -> list[LeadStep]:
    """The notes of colleagues among these steps."""
    return [step for step in steps if step.what == NOTE]


def is_too_long_a_note(words: str) -> bool:
    return len(words.encode("utf-16-le")) // 2 > MAX_NOTE_LENGTH


def can(lead: Lead, action: Action) -> bool:
    """Whether the lead's state allows the action, no matter who does it."""
    return (lead.status, action) in TRANSITIONS and WHEN_OFFERED.get(action, lead.offered) is lead.offered


def move(lead: Lead, action: Action, by: Colleague, now: Moment, outcome: Outcome | None = None) -> Lead:
    """The lead after an action. Raises KeyError if the action is not possible."""
    after = replace(lead, status=TRANSITIONS[lead.status, action], offered=action is Action.OFFER)
    if action in (Action.OFFER, Action.KEEP):
        return after  # `changed_at` stays: the owner has had it since then
    if action is Action.NO_ANSWER:
        return replace(after, tries=lead.tries + 1, tried_at=max(now, lead.tried_at + MILLISECOND))
    if action in REACHED_BY:
        after = replace(after, tries=0, tried_at=EPOCH)
    # Always later than before, even within one millisecond: the storage compares `changed_at` to detect a conflict.
    after = replace(after, changed_at=max(now, lead.changed_at + MILLISECOND))
    match action:
        case Action.TAKE | Action.TAKE_OVER:
            return replace(after, owner=by.pseudonym, owner_name=by.name, owner_id=by.id)
        case Action.RELEASE | Action.REOPEN:
            return replace(after, owner=None, owner_name=None, owner_id=None, outcome=None)
        case Action.CLOSE:
            return replace(after, outcome=outcome)
        case _:
            return after


def sent_since(known: Sequence[Lead], moment: Moment) -> Lead | None:
    """The application, of `known` with the newest first, that was sent soonest after `moment`."""
    return next((lead for lead in reversed(known) if lead.created_at >= moment), None)


def corrected_since(known: Sequence[Lead], moment: Moment) -> Lead | None:
    """The newest of these applications that was corrected after `moment`."""
    return next((lead for lead in known if lead.corrected_at >= moment), None)


def correct(details: Mapping[str, str], answers: Mapping[str, str]) -> dict[str, str]:
    """The details with the answers to the form's fields replaced. Answers to removed fields stay."""
    asked = {field.name for field in FIELDS}
    return {name: value for name, value in details.items() if name not in asked} | dict(answers)


def corrected_fields(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[str, ...]:
    """The names of the fields whose answers differ."""
    return tuple(field.name for field in FIELDS if before.get(field.name) != after.get(field.name))
