"""An erasure: its reason and stage, and what can be done with each message that holds the person's data.

`erasure_plan.py` lists all places where data can be.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum

from bot.domain.abilities import Abilities
from bot.domain.address import NOWHERE, Address
from bot.domain.disclosure import HandOver
from bot.domain.frozen import frozen
from bot.domain.newer import or_else
from bot.domain.person import Person
from bot.domain.reference import make_reference
from bot.domain.time import EPOCH, HOUR, MINUTE, Moment

SHOWN_FOR = 24 * HOUR - 10 * MINUTE  # 24 h are promised; ten minutes are for a sweep and slow calls


class Reason(StrEnum):
    """Why a person's data is destroyed."""

    WISH = "wish"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    UNFINISHED = "unfinished"  # an application that was never sent has reached its end
    ENDED = "ended"  # one application of somebody who stays


WITHOUT_REQUEST = (Reason.EXPIRED, Reason.UNFINISHED, Reason.ENDED)
"""Erasures that time begins: nobody waits for the answer, and it is not sent in quiet hours."""


class Stage(StrEnum):
    """How far an erasure has come; each stage is committed before the next begins."""

    INTENT = "intent"
    DESTROYED = "destroyed"
    DONE = "done"


@frozen
class Erasure:
    """`person` is the pseudonym.

    `address` and `language` are known until the person has been told. `is_lost`: a key is lost, and nobody is told.
    """

    id: bytes
    reference: str
    reason: Reason
    stage: Stage
    person: bytes | None
    requested_at: Moment
    address: Address = NOWHERE
    language: str = ""
    ledger_subject: str = ""
    delayed: bool = False
    application: str = ""  # its reference, where only one application has ended
    is_lost: bool = False
    handed: tuple[HandOver, ...] = ()  # the files with the data that were handed out, the newest first
    banned: bool = False  # the numbers of messages were not remembered after the ban

    @classmethod
    def of(
        cls,
        pseudonym: bytes | None,
        person: Person | None,
        reason: Reason,
        now: Moment,
        entropy: Callable[[int], bytes],
    ) -> Erasure:
        """The intent to destroy everything about a person; `person` is None if their key is lost."""
        number, reference = entropy(16), make_reference(entropy, prefix="E")
        requested = cls(number, reference, reason, Stage.INTENT, pseudonym, now, is_lost=True)
        return requested.told_to(person) if person else requested

    def told_to(self, person: Person) -> Erasure:
        """The same erasure, with the person who is to be told."""
        known = replace(self, address=person.address, language=person.language, ledger_subject=person.ledger_subject)
        return replace(known, is_lost=False, banned=person.banned_at > EPOCH)


class Place(StrEnum):
    PRIVATE = "private"
    STAFF = "staff"
    COLLEAGUE = "colleague"  # the private chat of a colleague
    ASIDE = "aside"  # the staff group, where one colleague alone sees it


class Kind(StrEnum):
    """What a message is. Those of PERSONS_OWN are sent by the person, the others by the bot."""

    ANSWER = "answer"
    DICE = "dice"  # a 🎲, or another emoji that is thrown
    READ_BACK = "read_back"  # an answer that was taken out of a sentence, and is asked about
    REVIEW = "review"
    RETIRED = "retired"  # a review whose data is about to go
    MY_DATA = "my_data"
    MY_DATA_FILE = "my_data_file"
    MEANWHILE = "meanwhile"  # what the bot says during an erasure; it holds no personal data
    CARD = "card"
    CONTACTS = "contacts"  # to the colleague who took the lead alone


PERSONS_OWN = (Kind.ANSWER, Kind.DICE)
"""The person's own messages: a bot may delete them, but cannot rewrite them."""


def kind_from(text: str) -> Kind:
    """The kind; one that only a newer version knows is read as RETIRED, a message of the bot with data."""
    return or_else(Kind, text, Kind.RETIRED)


class Result(StrEnum):
    """What became of a message."""

    DELETED = "deleted"
    REWRITTEN = "rewritten"
    GONE = "gone"
    UNREACHABLE = "unreachable"


class Answer(StrEnum):
    """What a channel answers to a deletion or an edit."""

    DONE = "done"
    ABSENT = "absent"  # there is no such message
    REFUSED = "refused"  # any other failure


class Step(StrEnum):
    """What to do with a message."""

    DELETE = "delete"
    REWRITE = "rewrite"
    GIVE_UP = "give_up"


WAYS = {
    Step.DELETE: (Step.DELETE, Step.REWRITE),
    Step.REWRITE: (Step.REWRITE, Step.DELETE),
    Step.GIVE_UP: (),
}
"""The steps to try in order until one succeeds. If the first finds no such message, the second has to confirm it."""


def ways(first: Step, can: Abilities) -> tuple[Step, ...]:
    """The steps of WAYS that the channel can do; empty if it can take no message back."""
    has = {Step.DELETE: can.can_delete, Step.REWRITE: can.can_edit}
    return tuple(step for step in WAYS[first] if has[step])


@frozen
class Trace:
    """A message that holds, or held, a person's data.

    `late_until`: before that moment a fill that was sent by an earlier process may take effect. `receiver` is set for a
    message in a group that they alone see.
    """

    place: Place
    chat_id: int | None
    message_id: int
    kind: Kind
    sent_at: Moment
    reference: str | None = None
    late_until: Moment = EPOCH
    receiver: Address | None = None


def remove_at(kind: Kind, sent_at: Moment) -> Moment | None:
    """When a message is taken back without a request; None for kinds that stay with the conversation."""
    return sent_at + SHOWN_FOR if kind in (Kind.MY_DATA, Kind.MY_DATA_FILE) else None


def step_for(trace: Trace, now: Moment, can: Abilities) -> Step:
    """Delete what is young enough, else rewrite it if it is the bot's; give up what the channel does not allow.

    A staff card is rewritten wherever possible: staff must see that the person withdrew and must not be called.
    """
    age = now - trace.sent_at
    can_rewrite = can.can_edit and trace.kind not in PERSONS_OWN
    if trace.place is Place.STAFF and can_rewrite:
        return Step.REWRITE
    if can.deletes_at(age) and not (trace.kind is Kind.DICE and age <= can.dice_stand_for):
        return Step.DELETE
    return Step.REWRITE if can_rewrite else Step.GIVE_UP


def conclude(deleted: Answer | None, rewritten: Answer | None) -> Result:
    """What became of a message, by the answers to both steps (None: not tried).

    One success is proof. That there is no such message is believed only if both steps say so: Telegram can say it of a
    message that exists (docs/decisions/proof-of-absence.md). Without proof the message counts as unchanged.
    """
    if deleted is Answer.DONE:
        return Result.DELETED
    if rewritten is Answer.DONE:
        return Result.REWRITTEN
    return Result.GONE if deleted is rewritten is Answer.ABSENT else Result.UNREACHABLE
