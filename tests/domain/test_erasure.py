"""What can still be done with a message about an erased person?"""

import pytest

from bot.domain.erasure import DELETABLE, DICE_STANDS, Kind, Place, Step, Trace, step_for

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
