"""The only list of the form's fields, and all that the bot knows about each.

Questions and progress, review, card and /my_data, consent text and receipt, export and register follow from it. A new
field is one entry here, its validator, and four texts in each catalogue: `field.<name>.label`, `.ask`, `.consent` and
`.example`. An optional one may call its Skip button otherwise: `field.<name>.none`.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto
from functools import partial

from bot.domain.frozen import frozen
from bot.domain.funnel import Stage
from bot.domain.phones import format_phone, validate_phone
from bot.domain.told_contacts import read_email, read_phone, slipped_domain
from bot.domain.told_names import insist_on_name, read_name
from bot.domain.validation import Validator


class AnswerBy(Enum):
    """How a person can answer, which decides the keyboard of the question."""

    TYPING = auto()  # buttons under the question: Skip if the field is optional, Back, Cancel
    CONTACT = auto()  # also with the channel's button that sends the person's own number


@frozen
class Doubting:
    """Makes an answer that is rejected with a hint a question: was that meant?

    `insist` judges the typed answer again if the person keeps it. `differing`, of what was typed and what is suggested,
    is the part to ask about, which is no personal data and stands on a button; it needs the text `field.<name>.doubt`.
    Where it is None the whole answer is read back, in a message that is taken back.
    """

    insist: Validator
    differing: Callable[[str, str], str | None] | None = None

    def ask_about(self, typed: str, suggested: str) -> str | None:
        return self.differing(typed, suggested) if self.differing else None


def unchanged(value: str) -> str:
    """A value that is stored as people read it."""
    return value


@frozen
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
    `sought_help`: what they say of this option.
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
    sought_help: str = "As they gave it."


FIELDS = (
    Field("name", read_name, doubting=Doubting(insist_on_name), stage=Stage.NAME, width=34),
    Field(
        "phone",
        read_phone,
        doubting=Doubting(validate_phone),
        show=format_phone,
        answer_by=AnswerBy.CONTACT,
        stage=Stage.PHONE,
        compared=True,
        width=18,
        sought="a mobile phone as the person would write it, like +7 701 123 45 67",
        sought_help="As they gave it, in any notation.",
    ),
    Field(
        "email",
        read_email,
        optional=True,
        doubting=Doubting(partial(read_email, insist=True), slipped_domain),
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
