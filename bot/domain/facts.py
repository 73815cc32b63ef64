"""The only list of facts: what the outbox tells, and what holds for each. `bot/outbox/table.py` says who tells it."""

from __future__ import annotations

from enum import Enum, StrEnum, auto
from typing import Self

from bot.domain.fate import Fate
from bot.domain.frozen import frozen


class Repeat(Enum):
    """How often a fact is told if it is unknown whether it arrived."""

    AS_DELIVERED = auto()  # the delivery sets its own limit, or does no harm when repeated
    ONCE_MORE = auto()  # better received twice than missed
    AT_MOST_TWICE = auto()  # better missed than received three times


class Due(Enum):
    """What makes a fact due."""

    BY_SOMEBODY = auto()  # a person, a colleague or an erasure
    BY_TIME = auto()  # the clock alone: many can be due at once, and nobody waits for them


@frozen
class Trace:
    """What an erasure does with a row of the outbox. `how` says how that is reached, or why nothing has to be done."""

    fate: Fate
    how: str


GOES = Trace(Fate.DESTROYED, "with the row of the outbox")
"""A row is found by its subject if that is the person or a lead of theirs."""


def stays(why: str) -> Trace:
    """The trace of a row that leads to nobody."""
    return Trace(Fate.ANONYMOUS, why)


class Fact(StrEnum):
    """A fact. Its name stands in stored rows, so it never changes; what only a new version knows an old one leaves."""

    CARD = "card", GOES  # subject: a lead
    CONTACTS = "contacts", GOES  # subject: a lead; messages to single colleagues show its contacts, or no longer
    STRAY = "stray", stays("names a message in the staff group that is taken back")  # it could not be recorded
    SENT = "sent", GOES  # subject: a lead; the person is told the reference
    REMINDER = "reminder", GOES, Repeat.AT_MOST_TWICE, Due.BY_TIME  # subject: a person with an unfinished application
    DROPPED = "dropped", GOES, Repeat.AT_MOST_TWICE, Due.BY_TIME  # subject: a person whose unfinished application ended
    POLICY = "policy", GOES, Repeat.AT_MOST_TWICE, Due.BY_TIME  # subject: a person; they are asked to agree again
    NUDGE = "nudge", GOES, Repeat.AT_MOST_TWICE, Due.BY_TIME  # subject: a lead; staff are told that it waits
    GATHERED = "gathered", stays("names the staff group")  # what came while it was closed
    ENDING = "ending", GOES, Repeat.AT_MOST_TWICE, Due.BY_TIME  # subject: a lead; staff are told that it ends soon
    ALARM = "alarm", stays("names a job of the bot"), Repeat.AT_MOST_TWICE  # it has not succeeded for too long
    RETIRED = "retired", GOES  # subject: a person; earlier messages of the bot lose the answers that they show
    BREACH = "breach", GOES, Repeat.ONCE_MORE  # subject: a breach and a person, whose data may have been seen
    TAKEN = "taken", GOES, Repeat.AT_MOST_TWICE  # subject: a lead; the person is told that a specialist works on it
    TRIED = "tried", GOES, Repeat.AT_MOST_TWICE  # subject: a lead; the person is told that a call was not answered
    CLOSED = "feedback", GOES, Repeat.AT_MOST_TWICE  # subject: a closed lead; the person is told how it ended
    SHOWN = "shown", GOES  # subject: a person; answers to /my_data are taken back, their time is over
    ERASURE_DELAYED = "erasure_delayed", stays("names the erasure, and says that it takes longer"), Repeat.ONCE_MORE
    ERASED_CARDS = "erased_cards", stays("names the erasure, and is what takes cards back")
    ENDED = "ended", stays("names the erasure, and is what tells of it"), Repeat.AS_DELIVERED, Due.BY_TIME
    EXPORT = "export", Trace(Fate.TAKEN_BACK, "a file with anybody erased leaves the private chat at once")
    RECALL = "recall", stays("asks staff to destroy what files out there say")
    ANNOUNCEMENT = "announcement", stays("names what everybody is sent")  # subject: one that is being sent
    PROGRESS = "progress", stays("names what everybody is sent")  # subject: an announcement; how far it is
    ERASED = "erased", stays("names the erasure, and is what takes messages back")  # the person gets the receipt

    trace: Trace
    repeat: Repeat
    due: Due

    def __new__(cls, name: str, trace: Trace, repeat: Repeat = Repeat.AS_DELIVERED, due: Due = Due.BY_SOMEBODY) -> Self:
        fact = str.__new__(cls, name)
        fact._value_ = name
        fact.trace, fact.repeat, fact.due = trace, repeat, due
        return fact
