"""The only list of the form's fields, and all that the bot knows about each.

Questions and progress, review, card and /my_data, consent text and receipt, export and register follow from it. A new
field is one entry here, its validator, and four texts in each catalogue: `field.<name>.label`, `.ask`, `.consent` and
`.example`. An optional one may call its Skip button otherwise: `field.<name>.none`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial

from bot.domain.emails import domain_of, validate_email
from bot.domain.funnel import Stage
from bot.domain.names import validate_name
from bot.domain.phones import format_phone, validate_phone
from bot.domain.validation import Validator


class AnswerBy(Enum):
    """How a person can answer, which decides the keyboard of the question."""

    TYPING = auto()  # buttons under the question: Skip if the field is optional, Back, Cancel
    CONTACT = auto()  # also with the channel's button that sends the person's own number


@dataclass(frozen=True, slots=True)
class Doubting:
    """Makes an answer that is rejected with a hint a question: was that meant? Needs the text `field.<name>.doubt`.

    `insist` judges the typed answer again if the person keeps it. `differing` is the part of the hint to ask about; it
    stands on a button.
    """

    insist: Validator
    differing: Callable[[str], str]


def unchanged(value: str) -> str:
    """A value that is stored as people read it."""
    return value


@dataclass(frozen=True, slots=True)
class Field:
    """One question, and its answer. Only what policy clause 1.1.1 names may be asked for.

    `name`: the key of the answer in stored drafts and leads, in the data of buttons and in the texts; it must never
        change. Small Latin letters and `_`, at most 20; it is no column of an export that is not an answer.
    `validate`: accepts an answer in the form that is stored, copied and exported, or rejects it.
    `optional`: the question can be skipped. An application without the answer has no line for it: the person skipped
        it, or was never asked because the field is newer.
    `show`: the stored value as people read it.
    `answer_by`: the keyboard of the question.
    `doubting`: None if a rejected answer is only refused.
    `stage`: the stage of the funnel that the answer reaches; None if it is not counted. A new stage changes the ranks
        that `persons.reached` stores, so it needs a migration.
    `compared`: staff are told of applications from other accounts with the same answer.
    `width`: of its column in a spreadsheet, in characters: the usual length of an answer.
    `sought`: what the commands for an operator want as `--<name>`; empty if they do not find people by this field.
    """

    name: str
    validate: Validator
    optional: bool = False
    show: Callable[[str], str] = unchanged
    answer_by: AnswerBy = AnswerBy.TYPING
    doubting: Doubting | None = None
    stage: Stage | None = None
    compared: bool = False
    width: int = 20
    sought: str = ""


FIELDS = (
    Field("name", validate_name, stage=Stage.NAME, width=34),
    Field(
        "phone",
        validate_phone,
        show=format_phone,
        answer_by=AnswerBy.CONTACT,
        stage=Stage.PHONE,
        compared=True,
        width=18,
        sought="a mobile phone as the person would write it, like +7 701 123 45 67",
    ),
    Field(
        "email",
        validate_email,
        optional=True,
        doubting=Doubting(partial(validate_email, insist=True), domain_of),
        stage=Stage.EMAIL,
        compared=True,
        width=32,
        sought="an e-mail address as the person would write it",
    ),
)
"""In the order in which they are asked, shown and exported."""


def find_field(name: str) -> Field | None:
    """The field of this name; None for any other text, as of a field that was removed."""
    return next((field for field in FIELDS if field.name == name), None)
