"""Does the bot notice that its own clock is wrong, and know the right time?"""

from __future__ import annotations

from collections import Counter

import pytest

from bot.domain.time import DAY, EPOCH, HOUR, MILLISECOND, NO_TIME, Moment, Span
from bot.health.time_check import TOLERANCE, TimeCheck
from bot.jobs.sweeps import Needs, Sweep, may_run

NOON = Moment(1_795_000_000_000)


async def do_nothing() -> Counter[str]:
    return Counter()


class Machine:
    """A machine whose clock can be set: `set_by` is how far it is wrong, `passed` the seconds that really passed."""

    def __init__(self) -> None:
        self.passed = 0.0
        self.set_by = NO_TIME
        self.check = TimeCheck(lambda: self.true + self.set_by, lambda: 77.7 + self.passed)

    @property
    def true(self) -> Moment:
        return NOON + Span(round(self.passed * 1000))

    def respond(self) -> None:
        self.check.record(self.true)

    def runs(self, needs: Needs = Needs.RIGHT_CLOCK) -> bool:
        return may_run(Sweep(do_nothing, needs), self.check)


@pytest.fixture
def machine() -> Machine:
    return Machine()


def test_before_the_first_response_only_requested_erasures_run(machine: Machine) -> None:
    assert not machine.check.is_known
    assert not machine.runs()
    assert not machine.runs(Needs.KNOWN_TIME)
    assert machine.runs(Needs.NOTHING)
    assert machine.check.now() == machine.true
    assert machine.check.earliest_now() == EPOCH
    assert machine.check.disagreement() is None
    assert len(machine.check.troubles()) == 1


@pytest.mark.parametrize("wrong", [NO_TIME, Span(999), Span(-999), TOLERANCE, -TOLERANCE])
def test_a_small_difference_is_ignored(machine: Machine, wrong: Span) -> None:
    machine.set_by = wrong
    machine.respond()
    assert machine.runs()
    assert machine.check.now() == machine.true + wrong
    assert machine.check.troubles() == []


@pytest.mark.parametrize(
    "wrong", [TOLERANCE + MILLISECOND, -TOLERANCE - MILLISECOND, 2 * HOUR, -2 * HOUR, 400 * DAY, -20_000 * DAY]
)
def test_a_large_difference_in_either_direction_stops_destruction(machine: Machine, wrong: Span) -> None:
    machine.set_by = wrong
    machine.respond()
    assert not machine.runs()
    assert machine.runs(Needs.NOTHING)
    assert machine.runs(Needs.KNOWN_TIME)  # by the time of Telegram
    assert machine.check.now() == machine.true
    assert machine.check.earliest_now() <= machine.true
    assert ("ahead" if wrong > NO_TIME else "behind") in str(machine.check.disagreement())
    machine.set_by = NO_TIME
    assert machine.runs()
    assert machine.check.disagreement() is None


@pytest.mark.parametrize("leap", [HOUR, -HOUR, 3650 * DAY])
def test_a_leap_is_noticed_without_another_response(machine: Machine, leap: Span) -> None:
    machine.respond()
    machine.passed = 3 * 86_400.0  # Telegram is away, and the clock is right all the time
    assert machine.runs()
    machine.set_by = leap
    assert not machine.runs()
    assert machine.check.now() == machine.true


def test_if_no_response_tells_the_time_only_leaps_are_noticed(machine: Machine) -> None:
    """A Bot API server of one's own responds like this."""
    machine.check.record(None)
    machine.check.record(None)
    assert not machine.check.knows_remote_time
    assert machine.runs()
    machine.passed = 100.0
    machine.set_by = DAY
    machine.check.record(None)
    assert not machine.runs()


def test_one_response_without_a_time_changes_nothing(machine: Machine) -> None:
    machine.set_by = DAY
    machine.respond()
    machine.check.record(None)
    assert not machine.runs()


def test_a_job_that_says_nothing_is_taken_for_one_that_destroys() -> None:
    assert not may_run(Sweep(do_nothing), TimeCheck(lambda: NOON, lambda: 0.0))
    assert Sweep(do_nothing) == Sweep(do_nothing, Needs.RIGHT_CLOCK)


@pytest.mark.parametrize("slept", [61.0, 16 * 60.0, 30 * 86_400.0])
def test_a_response_from_before_a_sleep_is_ignored(machine: Machine, slept: float) -> None:
    machine.respond()
    on_response, before = machine.check.on_request(), machine.true
    machine.passed += slept
    on_response(before)
    assert machine.check.now() == machine.true
    assert machine.check.troubles() == []


def test_a_long_poll_tells_the_time(machine: Machine) -> None:
    machine.set_by = 2 * HOUR
    on_response = machine.check.on_request()
    machine.passed += 25.0
    on_response(machine.true)
    assert machine.check.now() == machine.true
    assert machine.check.disagreement() is not None
