"""How many lines does a trouble leave that lasts for a day?"""

from __future__ import annotations

import logging

import pytest

from bot.health.lasting_lines import LastingLines

log = logging.getLogger("bot.test")
DAY_SECONDS = 86_400


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def lines(clock: Clock) -> LastingLines:
    return LastingLines(log, clock)


def test_a_day_of_failures_leaves_a_few_dozen_lines(
    clock: Clock, lines: LastingLines, caplog: pytest.LogCaptureFixture
) -> None:
    for second in range(0, DAY_SECONDS, 5):
        clock.now = float(second)
        lines.say(logging.WARNING, "away: %s", "timeout")
    said = [record.getMessage() for record in caplog.records]
    assert 24 <= len(said) <= 36
    assert said[0] == "away: timeout"
    assert said[1] == "away: timeout (and 11 times since this was said last)"
    assert sum(int(line.split("(and ")[1].split()[0]) + 1 for line in said[1:]) + 1 > DAY_SECONDS / 5 - 720


def test_what_comes_and_goes_all_day_leaves_a_few_dozen_lines_too(
    clock: Clock, lines: LastingLines, caplog: pytest.LogCaptureFixture
) -> None:
    for second in range(0, DAY_SECONDS, 10):
        clock.now = float(second)
        lines.say(logging.WARNING, "away")
        lines.end("here again")
    assert len(caplog.records) <= 72


def test_the_end_is_told_once_and_only_of_what_was_told(
    clock: Clock, lines: LastingLines, caplog: pytest.LogCaptureFixture
) -> None:
    lines.end("here again")
    assert caplog.records == []
    lines.say(logging.WARNING, "away")
    lines.end("here again")
    lines.end("here again")
    assert [record.getMessage() for record in caplog.records] == ["away", "here again"]


def test_another_trouble_is_told_at_once(clock: Clock, lines: LastingLines, caplog: pytest.LogCaptureFixture) -> None:
    lines.say(logging.WARNING, "away: %s", "timeout")
    lines.say(logging.ERROR, "another polls")
    assert len(caplog.records) == 2


def test_after_quiet_hours_it_is_a_new_trouble(
    clock: Clock, lines: LastingLines, caplog: pytest.LogCaptureFixture
) -> None:
    for clock.now in (0.0, 1.0, 60.0, 10_000.0):
        lines.say(logging.WARNING, "away")
    assert [record.getMessage() for record in caplog.records][2] == "away"
