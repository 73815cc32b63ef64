"""What of a person's messages can still be reached, and what becomes of each? (All places: erasure_plan.py.)"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.newer import or_else

SHOWN_FOR = (24 * 60 - 10) * 60 * 1000  # milliseconds; 24 h are promised, ten minutes are for a sweep and slow calls
DELETABLE = 48 * 3600 * 1000  # milliseconds; a bot cannot delete any older message (docs/facts/telegram.md 1.1)
DICE_STANDS = 24 * 3600 * 1000  # milliseconds; in a private chat nobody's bot can delete a younger dice (the same)


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


class Place(StrEnum):
    PRIVATE = "private"
    STAFF = "staff"


class Kind(StrEnum):
    """What a message with a person's data is: one of OWN is the person's, the others are the bot's."""

    ANSWER = "answer"
    DICE = "dice"  # a 🎲, or another emoji that Telegram throws
    READ_BACK = "read_back"
    REVIEW = "review"
    RETIRED = "retired"  # a read-back or review whose data is about to go
    MY_DATA = "my_data"
    MY_DATA_FILE = "my_data_file"
    MEANWHILE = "meanwhile"  # what the bot says while it destroys; nothing of the person's stands in it
    CARD = "card"


OWN = (Kind.ANSWER, Kind.DICE)
"""The person's own messages: a bot can delete them, and never rewrite them."""


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
    """What Telegram says when a message is to be deleted or rewritten."""

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


@dataclass(frozen=True, slots=True)
class Trace:
    """A message that holds, or held, a person's data."""

    place: Place
    chat_id: int | None
    message_id: int
    kind: Kind
    sent_at: int
    reference: str | None = None


def remove_at(kind: Kind, sent_at: int) -> int | None:
    """When a message goes by itself; None for those that go with the conversation."""
    return sent_at + SHOWN_FOR if kind in (Kind.MY_DATA, Kind.MY_DATA_FILE) else None


def step_for(trace: Trace, now: int) -> Step:
    """Delete what is young; rewrite the bot's own older messages; a person's own old ones stay, and a dice that is too
    young (docs/facts/telegram.md 1.1, 1.2).

    The staff card is always rewritten: staff must see that the person withdrew and must not be called.
    """
    if trace.place is Place.STAFF:
        return Step.REWRITE
    if trace.kind is Kind.DICE and now - trace.sent_at <= DICE_STANDS:
        return Step.GIVE_UP
    if now - trace.sent_at < DELETABLE:
        return Step.DELETE
    return Step.GIVE_UP if trace.kind in OWN else Step.REWRITE


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
