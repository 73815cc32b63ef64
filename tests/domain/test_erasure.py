"""What can still be done with a message about an erased person?"""

import pytest

from bot.domain.erasure import (
    DELETABLE,
    DICE_STANDS,
    WAYS,
    Answer,
    Kind,
    Place,
    Result,
    Step,
    Trace,
    conclude,
    step_for,
)

HOUR = 3_600_000


def trace(kind: Kind, place: Place = Place.PRIVATE) -> Trace:
    return Trace(place, None, 1, kind, sent_at=0)


@pytest.mark.parametrize("kind", [Kind.ANSWER, Kind.READ_BACK, Kind.REVIEW, Kind.RETIRED])
def test_what_is_young_is_deleted(kind: Kind) -> None:
    assert step_for(trace(kind), DELETABLE - 1) is Step.DELETE


@pytest.mark.parametrize("kind", [Kind.READ_BACK, Kind.REVIEW, Kind.RETIRED])
def test_an_old_message_of_the_bot_is_rewritten(kind: Kind) -> None:
    assert step_for(trace(kind), DELETABLE) is Step.REWRITE


def test_an_old_message_of_the_person_is_out_of_reach() -> None:
    assert step_for(trace(Kind.ANSWER), DELETABLE) is Step.GIVE_UP


@pytest.mark.parametrize(
    ("age", "step"),
    [
        (0, Step.GIVE_UP),
        (DICE_STANDS, Step.GIVE_UP),
        (DICE_STANDS + 1, Step.DELETE),
        (DELETABLE - 1, Step.DELETE),
        (DELETABLE, Step.GIVE_UP),
    ],
)
def test_a_dice_can_be_deleted_on_its_second_day_only(age: int, step: Step) -> None:
    assert step_for(trace(Kind.DICE), age) is step


@pytest.mark.parametrize("age", [0, HOUR, 100 * HOUR])
def test_a_card_is_rewritten_at_any_age_so_that_staff_see_why(age: int) -> None:
    assert step_for(trace(Kind.CARD, Place.STAFF), age) is Step.REWRITE


PROOFS = {
    (Answer.DONE, None): Result.DELETED,
    (Answer.DONE, Answer.DONE): Result.DELETED,
    (Answer.REFUSED, Answer.DONE): Result.REWRITTEN,
    (Answer.ABSENT, Answer.DONE): Result.REWRITTEN,
    (None, Answer.DONE): Result.REWRITTEN,
    (Answer.ABSENT, Answer.ABSENT): Result.GONE,
    (Answer.ABSENT, Answer.REFUSED): Result.UNREACHABLE,
    (Answer.REFUSED, Answer.ABSENT): Result.UNREACHABLE,
    (Answer.ABSENT, None): Result.UNREACHABLE,
    (None, Answer.ABSENT): Result.UNREACHABLE,
    (None, None): Result.UNREACHABLE,
}


@pytest.mark.parametrize(("answers", "result"), PROOFS.items())
def test_a_message_is_gone_only_if_both_ways_say_so(
    answers: tuple[Answer | None, Answer | None], result: Result
) -> None:
    assert conclude(*answers) is result


def test_both_ways_are_tried_but_for_what_a_bot_can_never_reach() -> None:
    assert {first: set(ways) for first, ways in WAYS.items()} == {
        Step.DELETE: {Step.DELETE, Step.REWRITE},
        Step.REWRITE: {Step.DELETE, Step.REWRITE},
        Step.GIVE_UP: set(),
    }
    assert all(ways[0] is first for first, ways in WAYS.items() if ways)
