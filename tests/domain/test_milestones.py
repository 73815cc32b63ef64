"""When has a person heard of a step of their application?"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.domain.lead import Action, LeadStep, Outcome
from bot.domain.milestones import told_steps, was_told
from bot.domain.time import HOUR, Moment
from bot.domain.wall_clock import local
from bot.domain.working_calendar import Hours, after_quiet_hours
from tests.cases import cases

ZONE = ZoneInfo("Asia/Almaty")
NOON = Moment(1_795_330_800_000)  # 12:00 in Almaty
NIGHT = NOON + 10 * HOUR
MORNING = NOON + 21 * HOUR
QUIET = Hours(21 * 60, 9 * 60)


def morning(at: Moment) -> Moment:
    return after_quiet_hours(at, QUIET, ZONE)


def told(action: Action, outcome: Outcome | None, *steps: tuple[Moment, str, Outcome | None]) -> bool:
    return was_told([LeadStep(b"1", at, what, "", one) for at, what, one in steps], action, outcome, morning)


def test_the_clock_of_these_cases() -> None:
    assert [local(at, ZONE).hour for at in (NOON, NIGHT, MORNING)] == [12, 22, 9]
    assert morning(NIGHT) == MORNING


TAKE, GIVEN_BACK = (NOON, "take", None), (NOON + HOUR, "release", None)
LATE_TAKE = (NIGHT, "take", None)


@cases(
    ("steps", "expected"),
    [
        ([], False),
        ([TAKE], True),
        ([TAKE, GIVEN_BACK], True),
        # Undone before the end of the quiet hours: nobody was told
        ([LATE_TAKE, (NIGHT + HOUR, "release", None)], False),
        ([LATE_TAKE, (NIGHT + HOUR, "contact", None)], False),
        ([LATE_TAKE, (MORNING, "release", None)], True),
        # Handed over at night: a specialist still works on it in the morning
        ([LATE_TAKE, (NIGHT + HOUR, "offer", None), (NIGHT + HOUR, "take_over", None)], True),
        ([LATE_TAKE, (NIGHT + HOUR, "release", None), TAKE], True),
    ],
)
def test_a_take_is_told_once(steps: list[tuple[Moment, str, Outcome | None]], expected: bool) -> None:
    assert told(Action.TAKE, None, *steps) is expected


def test_an_end_is_told_again_only_if_it_is_another_one() -> None:
    won, reopened = (NOON, "close", Outcome.WON), (NOON + HOUR, "reopen", None)
    assert told(Action.CLOSE, Outcome.WON, won, reopened)
    assert not told(Action.CLOSE, Outcome.NOT_NOW, won, reopened)
    late = (NIGHT, "close", Outcome.WON)
    assert not told(Action.CLOSE, Outcome.WON, late, (NIGHT + HOUR, "reopen", None))


def test_an_end_that_was_told_before_is_told_again_after_another_one() -> None:
    """Won, not now, and won after all: the person would go on believing the second."""
    won, reopened = (NOON, "close", Outcome.WON), (NOON, "reopen", None)
    assert not told(Action.CLOSE, Outcome.WON, won, reopened, (NOON, "close", Outcome.NOT_NOW), reopened)
    assert told(Action.CLOSE, Outcome.WON, won, reopened, (NOON, "close", Outcome.SPAM), reopened)  # told nothing


def test_a_call_whose_person_was_reached_before_the_morning_was_not_told() -> None:
    """So the next one of the same day is news, whatever became of the application meanwhile."""
    by_day, at_night, reached = (
        LeadStep(b"1", at, what, "")
        for at, what in ((NOON, "no_answer"), (NIGHT, "no_answer"), (NIGHT + HOUR, "close"))
    )
    assert told_steps([by_day, at_night, reached], Action.NO_ANSWER, morning) == [by_day]
    assert told_steps([by_day, at_night], Action.NO_ANSWER, morning) == [by_day, at_night]
