"""What is being destroyed; what of a person's messages can still be reached, and what becomes of each?

All places where their data can be: erasure_plan.py.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.domain.abilities import Abilities
from bot.domain.address import NOWHERE, Address
from bot.domain.newer import or_else
from bot.domain.person import Person
from bot.domain.reference import make_reference
from bot.domain.time import EPOCH, HOUR, MINUTE, Moment

SHOWN_FOR = 24 * HOUR - 10 * MINUTE  # 24 h are promised, ten minutes are for a sweep and slow calls


class Reason(StrEnum):
    """Why a person's data is destroyed."""

    WISH = "wish"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    UNFINISHED = "unfinished"  # an application that was never sent has reached its end
    ENDED = "ended"  # one application of somebody who stays


BY_ITSELF = (Reason.EXPIRED, Reason.UNFINISHED, Reason.ENDED)
"""Nobody waits for the answer, and at night nobody is woken by it."""


class Stage(StrEnum):
    """How far an erasure has come; each stage is committed before the next begins."""

    INTENT = "intent"
    DESTROYED = "destroyed"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Erasure:
    """`person` is their pseudonym.

    Who is told, where and in which language is known until they have been, unless a key `is_lost`.
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

    @classmethod
    def of(
        cls,
        pseudonym: bytes | None,
        person: Person | None,
        reason: Reason,
        now: Moment,
        entropy: Callable[[int], bytes],
    ) -> Erasure:
        """The intent to destroy everything about somebody; `person` is None if their key is lost."""
        number, reference = entropy(16), make_reference(entropy, prefix="E")
        wished = cls(number, reference, reason, Stage.INTENT, pseudonym, now, is_lost=True)
        return wished.told_to(person) if person else wished

    def told_to(self, person: Person) -> Erasure:
        """The same, and it is known whom to tell."""
        known = replace(self, address=person.address, language=person.language, ledger_subject=person.ledger_subject)
        return replace(known, is_lost=False)


class Place(StrEnum):
    PRIVATE = "private"
    STAFF = "staff"


class Kind(StrEnum):
    """What a message with a person's data is: one of OWN is the person's, the others are the bot's."""

    ANSWER = "answer"
    DICE = "dice"  # a 🎲, or another emoji that is thrown
    READ_BACK = "read_back"  # a name as it was read back once; none is sent any more, and those out are taken back
    REVIEW = "review"
    RETIRED = "retired"  # a review whose data is about to go
    MY_DATA = "my_data"
    MY_DATA_FILE = "my_data_file"
    MEANWHILE = "meanwhile"  # what the bot says while it destroys; nothing of the person's stands in it
    CARD = "card"


OWN = (Kind.ANSWER, Kind.DICE)
"""The person's own messages: a bot may delete them, and never rewrite them."""


def kind_from(text: str) -> Kind:
    """A kind that only a newer version knows is taken back like any message of the bot's with data."""
    return or_else(Kind, text, Kind.RETIRED)


class Result(StrEnum):
    """What became of a message."""

    DELETED = "deleted"
    REWRITTEN = "rewritten"
    GONE = "gone"
    UNREACHABLE = "unreachable"


class Answer(StrEnum):
    """What a channel says when a message is to be deleted or rewritten."""

    DONE = "done"
    ABSENT = "absent"  # there is no such message
    REFUSED = "refused"  # anything else that is no success


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
"""What to try one after the other until one succeeds. The second is the witness if the first finds no such message."""


def ways(first: Step, can: Abilities) -> tuple[Step, ...]:
    """Of WAYS those that the channel has; none if a message that is out can never be taken back."""
    has = {Step.DELETE: can.can_delete, Step.REWRITE: can.can_edit}
    return tuple(step for step in WAYS[first] if has[step])


@dataclass(frozen=True, slots=True)
class Trace:
    """A message that holds, or held, a person's data.

    `late_until`: before that moment a fill that was sent by an earlier process may take effect.
    """

    place: Place
    chat_id: int | None
    message_id: int
    kind: Kind
    sent_at: Moment
    reference: str | None = None
    late_until: Moment = EPOCH


def remove_at(kind: Kind, sent_at: Moment) -> Moment | None:
    """When a message goes by itself; None for those that go with the conversation."""
    return sent_at + SHOWN_FOR if kind in (Kind.MY_DATA, Kind.MY_DATA_FILE) else None


def step_for(trace: Trace, now: Moment, can: Abilities) -> Step:
    """Delete what is young enough, rewrite the bot's own older messages; whatever the channel does not let the bot do
    stays, and is named to whom it is about.

    The staff card is always rewritten where it can be: staff must see that the person withdrew and must not be called.
    """
    age = now - trace.sent_at
    can_rewrite = can.can_edit and trace.kind not in OWN
    if trace.place is Place.STAFF and can_rewrite:
        return Step.REWRITE
    if can.deletes_at(age) and not (trace.kind is Kind.DICE and age <= can.dice_stand_for):
        return Step.DELETE
    return Step.REWRITE if can_rewrite else Step.GIVE_UP


def conclude(deleted: Answer | None, rewritten: Answer | None) -> Result:
    """What became of a message, by all that is known of both ways (None: not tried).

    One success is proof. That there is no such message is believed only if both ways say so: Telegram can say it of a
    message that stands (docs/decisions/proof-of-absence.md). Whatever is not proven still shows what it showed.
    """
    if deleted is Answer.DONE:
        return Result.DELETED
    if rewritten is Answer.DONE:
        return Result.REWRITTEN
    return Result.GONE if deleted is rewritten is Answer.ABSENT else Result.UNREACHABLE
