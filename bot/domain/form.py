"""The form of an application: the steps of a draft through its fields.

A draft stores an answer under the name of its field, so one that was begun before a field existed simply lacks it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.domain.fields import FIELDS, Field
from bot.domain.frozen import frozen

REVIEW = "review"
VERSION = 1
"""The version of stored drafts. A draft of another version is started over; a new field needs no new version."""


@frozen
class Doubt:
    """An answer that may be mistyped, and what was probably meant."""

    typed: str
    suggested: str


@frozen
class Draft:
    """An unfinished application, or an unfinished correction of the lead `corrects`.

    `revision` grows with every change: a button with an older revision is outdated. `reminded`: how many reminders of
    it were sent.
    """

    id: bytes
    step: str
    revision: int
    answers: Mapping[str, str]
    editing: bool = False
    doubt: Doubt | None = None
    version: int = VERSION
    corrects: bytes | None = None
    reminded: int = 0


Form = tuple[Field, ...]


def begin(draft_id: bytes, revision: int, form: Form = FIELDS) -> Draft:
    """An empty draft. `revision` must be random: a button of an earlier draft must not match it."""
    return Draft(draft_id, form[0].name, revision, {})


def review_again(
    draft_id: bytes, revision: int, answers: Mapping[str, str], *, corrects: bytes | None = None, form: Form = FIELDS
) -> Draft:
    """A draft at the review, with answers that were given earlier. `revision` as for `begin`."""
    known = {field.name: answers[field.name] for field in form if field.name in answers}
    return Draft(draft_id, REVIEW, revision, known, corrects=corrects)


def field_of(draft: Draft, form: Form = FIELDS) -> Field | None:
    """The field being asked for; None at the review."""
    for field in form:
        if field.name == draft.step:
            return field
    return None


def position(draft: Draft, form: Form = FIELDS) -> tuple[int, int]:
    """The number of the current field and of all fields: (1, 3) at the first of three, (3, 3) at the review."""
    for number, field in enumerate(form, 1):
        if field.name == draft.step:
            return number, len(form)
    return len(form), len(form)


def answer(draft: Draft, value: str, form: Form = FIELDS) -> Draft:
    """Take a validated value for the current field and move on; from an edit, back to the review."""
    return _move(draft, {**draft.answers, draft.step: value}, form)


def skip(draft: Draft, form: Form = FIELDS) -> Draft:
    """Leave an optional field empty and move on. Raises ValueError if it is required."""
    field = field_of(draft, form)
    if field is None or not field.optional:
        raise ValueError("only an optional field can be skipped")
    kept = {name: value for name, value in draft.answers.items() if name != field.name}
    return _move(draft, kept, form)


def doubt(draft: Draft, typed: str, suggested: str) -> Draft:
    """Keep both spellings until the person chooses one."""
    return replace(draft, doubt=Doubt(typed, suggested), revision=draft.revision + 1)


def ask_again(draft: Draft) -> Draft:
    """Neither spelling is right: the same question, without the doubt."""
    return replace(draft, doubt=None, revision=draft.revision + 1)


def go_back(draft: Draft, form: Form = FIELDS) -> Draft | None:
    """The step before, with every answer kept; None before the first question."""
    names = [field.name for field in form]
    if draft.editing:
        return _at(draft, REVIEW)
    if draft.step == REVIEW:
        return _at(draft, names[-1])
    index = names.index(draft.step)
    return _at(draft, names[index - 1]) if index else None


def edit(draft: Draft, name: str, form: Form = FIELDS) -> Draft:
    """Ask one field again, then return to the review. Raises ValueError for an unknown field."""
    if name not in [field.name for field in form]:
        raise ValueError("no such field")
    return replace(_at(draft, name), editing=True)


def find_missing(draft: Draft, form: Form = FIELDS) -> Field | None:
    """The first required field without an answer. A draft at the review has one if the field is newer."""
    return next((field for field in form if not field.optional and field.name not in draft.answers), None)


def _move(draft: Draft, answers: Mapping[str, str], form: Form) -> Draft:
    names = [field.name for field in form]
    following = names[names.index(draft.step) + 1 :]
    step = REVIEW if draft.editing or not following else following[0]
    return _at(draft, step, answers)


def _at(draft: Draft, step: str, answers: Mapping[str, str] | None = None) -> Draft:
    kept = draft.answers if answers is None else answers
    # Written out, for it is done at every step, and `replace` takes four times as long.
    return Draft(
        draft.id,
        step,
        draft.revision + 1,
        kept,
        version=draft.version,
        corrects=draft.corrects,
        reminded=draft.reminded,
    )
