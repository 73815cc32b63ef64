"""What comes next, what came before, and when is the form complete?"""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import form
from bot.domain.fields import FIELDS, Field, find_field
from bot.domain.form import REVIEW, Doubt, Draft, begin
from bot.domain.validation import Accepted, Outcome
from tests.cases import cases

NAMES = [field.name for field in FIELDS]


def anything(text: str) -> Outcome:
    return Accepted(text)


WITH_OPTIONAL = (Field("name", anything), Field("patronymic", anything, optional=True), Field("phone", anything))


def filled() -> Draft:
    draft = begin(b"id", 7)
    for name in NAMES:
        draft = form.answer(draft, name.upper())
    return draft


def test_no_field_changes_its_name() -> None:
    assert [name for name in NAMES if name in ("name", "phone", "email")] == ["name", "phone", "email"]


def test_answers_lead_from_the_first_field_to_the_review() -> None:
    draft = begin(b"id", 7)
    steps = [draft.step]
    for name in NAMES:
        draft = form.answer(draft, name)
        steps.append(draft.step)
    assert steps == [*NAMES, REVIEW]
    assert form.find_missing(draft) is None


def test_an_unanswered_form_is_not_complete() -> None:
    missing = form.find_missing(form.answer(begin(b"id", 7), "x"))
    assert missing
    assert missing.name == "phone"


def test_an_application_lacks_a_required_field_that_is_newer_than_it_and_no_optional_one() -> None:
    draft = Draft(b"id", REVIEW, 7, {"name": "x"})
    missing = form.find_missing(draft, WITH_OPTIONAL)
    assert missing
    assert missing.name == "phone"
    assert form.find_missing(Draft(b"id", REVIEW, 7, {"name": "x", "phone": "y"}), WITH_OPTIONAL) is None


def test_an_optional_field_can_be_given_at_the_review_taken_back_there_and_left_as_it_is() -> None:
    skipped = Draft(b"id", REVIEW, 7, {"name": "x", "phone": "y"})
    given = form.answer(form.edit(skipped, "patronymic", WITH_OPTIONAL), "z", WITH_OPTIONAL)
    assert (given.step, given.answers) == (REVIEW, {"name": "x", "phone": "y", "patronymic": "z"})
    again = form.edit(given, "patronymic", WITH_OPTIONAL)
    assert form.go_back(again, WITH_OPTIONAL) == Draft(b"id", REVIEW, again.revision + 1, given.answers)
    assert form.skip(again, WITH_OPTIONAL).answers == skipped.answers


def test_going_back_keeps_every_answer() -> None:
    draft = filled()
    before = form.go_back(draft)
    assert before is not None
    assert before.step == NAMES[-1]
    assert before.answers == draft.answers


def test_there_is_nothing_before_the_first_question() -> None:
    assert form.go_back(begin(b"id", 7)) is None


@cases("name", NAMES)
def test_an_edit_asks_one_field_and_returns_to_the_review(name: str) -> None:
    edited = form.answer(form.edit(filled(), name), "new")
    assert edited.step == REVIEW
    assert edited.answers == {**filled().answers, name: "new"}


@cases("name", NAMES)
def test_back_from_an_edit_changes_nothing(name: str) -> None:
    left = form.go_back(form.edit(filled(), name))
    assert left is not None
    assert (left.step, left.answers, left.editing) == (REVIEW, filled().answers, False)


def test_an_unknown_field_cannot_be_edited() -> None:
    with pytest.raises(ValueError, match="no such field"):
        form.edit(filled(), "iin")


def test_an_optional_field_can_be_skipped_and_takes_its_answer_along() -> None:
    draft = form.answer(begin(b"id", 7, WITH_OPTIONAL), "x", WITH_OPTIONAL)
    answered = form.go_back(form.answer(draft, "y", WITH_OPTIONAL), WITH_OPTIONAL)
    assert answered is not None
    skipped = form.skip(answered, WITH_OPTIONAL)
    assert skipped.step == "phone"
    assert "patronymic" not in skipped.answers


def test_a_required_field_cannot_be_skipped() -> None:
    with pytest.raises(ValueError, match="optional"):
        form.skip(begin(b"id", 7))


def test_a_doubt_is_over_when_the_person_has_decided() -> None:
    doubted = form.doubt(form.edit(filled(), "email"), "typed", "meant")
    assert doubted.doubt is not None
    assert form.answer(doubted, "meant").doubt is None


def test_progress_counts_from_one() -> None:
    of_three = [
        form.position(Draft(b"", step, 1, {}), WITH_OPTIONAL) for step in ["name", "patronymic", "phone", REVIEW]
    ]
    assert of_three == [(1, 3), (2, 3), (3, 3), (3, 3)]


MOVES = st.lists(st.sampled_from(["answer", "back", "edit name", "edit email", "doubt"]), max_size=30)


@given(MOVES)
def test_whatever_a_person_does_the_revision_grows_and_the_step_is_known(moves: list[str]) -> None:
    draft = begin(b"id", 7)
    for move in moves:
        after = _do(draft, move)
        assert after is draft or after.revision == draft.revision + 1
        assert after.step in [*NAMES, REVIEW]
        assert after.step != REVIEW or form.find_missing(after) is None
        assert set(draft.answers) <= set(after.answers)
        draft = after


def _do(draft: Draft, move: str) -> Draft:
    match move.split():
        case ["answer"] if draft.step != REVIEW:
            return form.answer(draft, "x")
        case ["back"]:
            return form.go_back(draft) or draft
        case ["edit", name] if draft.step == REVIEW:
            return form.edit(draft, name)
        case ["doubt"] if draft.step == "email":
            return form.doubt(draft, "a", "b")
    return draft


def test_a_field_is_found_by_its_name_and_one_that_was_removed_is_not() -> None:
    assert [find_field(name) for name in NAMES] == [*FIELDS]
    assert find_field("iin") is None


def test_a_form_begins_with_its_first_question_and_without_answers() -> None:
    assert begin(b"id", 7) == Draft(b"id", NAMES[0], 7, {})
    assert [form.field_of(Draft(b"id", step, 7, {})) for step in (*NAMES, REVIEW)] == [*FIELDS, None]


def test_both_spellings_wait_for_a_choice() -> None:
    assert form.doubt(filled(), "typed", "meant").doubt == Doubt("typed", "meant")


def test_earlier_answers_are_reviewed_again_without_those_of_removed_fields() -> None:
    again = form.review_again(b"id", 9, {**filled().answers, "iin": "x"}, corrects=b"lead")
    assert again == Draft(b"id", REVIEW, 9, filled().answers, corrects=b"lead")
    assert form.review_again(b"id", 9, {"name": "x"}) == Draft(b"id", REVIEW, 9, {"name": "x"})


def test_a_doubt_about_which_neither_spelling_is_right_is_the_same_question_again() -> None:
    doubted = form.doubt(form.edit(filled(), "email"), "typed", "meant")
    assert form.ask_again(doubted) == replace(doubted, doubt=None, revision=doubted.revision + 1)
