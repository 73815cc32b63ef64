"""The clock of the bot's machine is wrong: is nothing destroyed by it, everything else done, and somebody told?"""

from __future__ import annotations

import pytest

from simulator.state import faults
from simulator.state.message import Message
from tests.people import AIGERIM, ALICE, DANIYAR
from tests.scenarios.stage import Guest, Stage, words
from tests.scenarios.timed_stage import DAY, HOUR

KK = words("kk")
MINUTE = 60
LIVING = ("persons", "leads", "drafts")
WRONG = [400 * DAY, 20 * MINUTE + 365 * DAY, 10_000 * DAY]
"""Seconds ahead at which all that anybody has given would have reached its end."""
BEHIND = [-2 * HOUR, -400 * DAY, -20_000 * DAY]


async def inhabit(stage: Stage) -> tuple[Guest, Guest]:
    """Somebody who has applied, and somebody in the middle."""
    applied, unfinished = stage.guest(AIGERIM), stage.guest(DANIYAR)
    await applied.apply()
    await unfinished.reach("email")
    return applied, unfinished


def alarms(stage: Stage) -> list[Message]:
    return [message for message in stage.group.messages if message.text == KK("watch.clock")]


def reasons(stage: Stage) -> str:
    assert stage.app
    return " ".join(stage.app.readiness().reasons)


async def several_sweeps(stage: Stage) -> None:
    for _ in range(3):
        await stage.sweep()


@pytest.mark.parametrize(("wrong", "restarted"), [*((wrong, False) for wrong in WRONG), (WRONG[0], True)])
async def test_far_ahead_nothing_is_destroyed_and_staff_hear_of_it_once(
    stage: Stage, caplog: pytest.LogCaptureFixture, wrong: float, restarted: bool
) -> None:
    await inhabit(stage)
    before = stage.rows(*LIVING)
    if restarted:
        await stage.stop()
    stage.clock_error = wrong
    if restarted:
        await stage.start()
    await stage.world.until(lambda: alarms(stage))
    await several_sweeps(stage)
    assert [len(rows) for rows in stage.rows(*LIVING)] == [len(rows) for rows in before] == [2, 1, 1]
    assert "ahead of Telegram's" in reasons(stage)
    assert "ahead of Telegram's" in caplog.text
    await stage.restart()
    await stage.world.until(lambda: "ahead of" in reasons(stage))
    await several_sweeps(stage)
    assert len(alarms(stage)) == 1
    stage.clock_error = 0
    await several_sweeps(stage)
    assert stage.app
    assert stage.app.readiness().is_ready
    assert len(stage.rows("persons")[0]) == 2
    await stage.pass_time(366 * DAY)  # and when it is time, it is time
    await stage.pass_time(1)
    assert stage.rows(*LIVING) == [[], [], []]


@pytest.mark.parametrize("wrong", BEHIND)
async def test_set_back_everything_goes_on_at_once_and_staff_hear_of_it(stage: Stage, wrong: float) -> None:
    """Cards, receipts, answers and wishes; nothing waits for a time that comes again."""
    applied, _ = await inhabit(stage)
    stage.world.faults.script("sendMessage", faults.server_error(), times=2, chat=stage.group)
    stage.clock_error = wrong
    reference = await stage.guest(ALICE).apply()
    await stage.card(reference)
    await stage.world.until(lambda: alarms(stage))
    assert "behind Telegram's" in reasons(stage)
    await applied.forget()
    assert len(stage.rows("persons")[0]) == 2


@pytest.mark.parametrize("wrong", [500 * DAY, -500 * DAY, -3 * HOUR])
async def test_what_is_given_meanwhile_ends_when_it_should(stage: Stage, wrong: float) -> None:
    """An end counted by the wrong clock would have come at once, or not for years."""
    stage.clock_error = wrong
    await stage.guest(AIGERIM).apply()
    stage.clock_error = 0
    await stage.pass_time(364 * DAY)
    assert len(stage.rows("leads")[0]) == 1
    await stage.pass_time(2 * DAY)
    await stage.pass_time(1)
    assert stage.rows("leads") == [[]]


@pytest.mark.parametrize("wrong", [HOUR, 400 * DAY, -HOUR])
async def test_what_is_due_by_the_time_of_telegram_waits_too_until_both_agree(stage: Stage, wrong: float) -> None:
    """Nobody but Telegram says that it is due, and nothing brings it back."""
    await inhabit(stage)
    stage.clock_error = wrong
    await stage.pass_time(4 * DAY)
    await several_sweeps(stage)
    assert [len(rows) for rows in stage.rows(*LIVING)] == [2, 1, 1]
    stage.clock_error = 0
    await stage.sweep()
    await stage.world.until(lambda: [len(rows) for rows in stage.rows(*LIVING)] == [1, 1, 0])


@pytest.mark.parametrize("wrong", [400 * DAY, -400 * DAY])
async def test_a_wish_is_carried_out_at_once_and_a_hold_is_kept(stage: Stage, wrong: float) -> None:
    applied, unfinished = await inhabit(stage)
    held_until = stage.world.clock.now_ms() + 30 * DAY * 1000
    await stage.stop()
    stage.execute("UPDATE persons SET held_until = ? WHERE person IN (SELECT person FROM leads)", held_until)
    stage.clock_error = wrong
    await stage.start()
    await applied.write("/forget_me")
    await stage.world.until(lambda: KK("button.forget") in applied.chat.last.labels)
    applied.user.tap(KK("button.forget"))
    await unfinished.forget()
    await several_sweeps(stage)
    await stage.restart()
    await several_sweeps(stage)
    assert len(stage.rows("persons")[0]) == 1
    stage.clock_error = 0
    await stage.pass_time(31 * DAY)
    await stage.world.until(lambda: stage.rows("persons") == [[]])


@pytest.mark.parametrize("wrong", [0.0, 400 * DAY])
async def test_before_telegram_has_said_what_time_it_is_nothing_is_destroyed_by_time(
    stage: Stage, wrong: float
) -> None:
    """A machine that begins without a network has not been told the time: its own clock alone is no reason. What is
    due is destroyed as soon as Telegram has answered, if both agree."""
    await inhabit(stage)
    await stage.stop()
    stage.world.clock.advance(4 * DAY)  # the unfinished application is due
    stage.clock_error = wrong
    stage.world.faults.sometimes("*", faults.server_error("html"), 1.0)
    await stage.start()
    assert stage.app
    for _ in range(3):
        await stage.app.timetable.sweep_all()
    assert "has not answered" in reasons(stage)
    assert [len(rows) for rows in stage.rows(*LIVING)] == [2, 1, 1]
    await stage.stop()
    stage.world.faults.clear()
    await stage.start()
    if wrong:
        await stage.world.until(lambda: "ahead of" in reasons(stage))
        assert [len(rows) for rows in stage.rows(*LIVING)] == [2, 1, 1]
    else:
        await stage.world.until(lambda: [len(rows) for rows in stage.rows(*LIVING)] == [1, 1, 0])


async def test_where_answers_tell_no_time_the_bot_goes_by_its_own_and_notices_leaps(
    stage_over_http: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    """Which dates tell none: tests/channels/telegram/test_session.py."""
    stage = stage_over_http
    await stage.stop()
    stage.server.date = lambda: "yesterday"
    await stage.start()
    await inhabit(stage)
    assert "answers tell no time" in caplog.text
    await stage.pass_time(4 * DAY)
    await stage.world.until(lambda: [len(rows) for rows in stage.rows(*LIVING)] == [1, 1, 0])
    stage.clock_error = 400 * DAY
    await several_sweeps(stage)
    assert len(stage.rows("leads")[0]) == 1
    await stage.world.until(lambda: alarms(stage))


async def test_after_days_without_telegram_a_clock_that_went_right_is_believed(stage: Stage) -> None:
    await inhabit(stage)
    stage.world.faults.sometimes("*", faults.server_error("html"), 1.0)
    stage.world.clock.advance(4 * DAY)
    assert stage.app
    await stage.app.timetable.sweep_all()
    await stage.world.until(lambda: [len(rows) for rows in stage.rows(*LIVING)] == [1, 1, 0])


async def test_minutes_are_nothing_to_speak_of(stage: Stage) -> None:
    await inhabit(stage)
    stage.clock_error = 4 * MINUTE
    await stage.pass_time(4 * DAY)
    await stage.world.until(lambda: [len(rows) for rows in stage.rows(*LIVING)] == [1, 1, 0])
    assert stage.app
    assert stage.app.readiness().is_ready
    assert not alarms(stage)
