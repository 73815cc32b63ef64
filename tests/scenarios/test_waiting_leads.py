"""Do staff hear of a lead that waits, in working time and not more often than needed?

The jobs escalate_leads, gather_arrivals (Fact.GATHERED) and warn_of_ends (Fact.ENDING).
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from simulator.state.faults import reset_after_effect, server_error
from tests.people import AIGERIM, ALICE, DANIYAR, MADINA
from tests.scenarios.evidence import cards
from tests.scenarios.stage import Stage, words
from tests.scenarios.timed_stage import DAY, HOUR, MINUTE, notes, open_timed_stage, wait_until

KK = words("kk")
CALM, LOUD, OWNER, MORNING, ENDING = "⏰", "🔴", "🔔", "🌅", "⌛"


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with open_timed_stage(tmp_path / "data") as opened:
        yield opened


async def take_and_close(stage: Stage) -> None:
    stage.madina.tap(KK("button.take"), stage.group)
    await stage.card(MADINA)
    stage.madina.tap(KK("button.close"), stage.group)
    await stage.world.until(lambda: KK("outcome.won") in stage.group.last.labels)
    stage.madina.tap(KK("outcome.won"), stage.group)
    await stage.card(KK("outcome.won"))


async def test_a_lead_nobody_takes_is_told_of_calmly_and_then_loudly(stage: Stage) -> None:
    reference = await stage.guest(AIGERIM).apply()
    card = await stage.card(reference)
    await stage.pass_time(14 * MINUTE)
    assert notes(stage, CALM) == []
    await stage.pass_time(2 * MINUTE)
    [calm] = notes(stage, CALM)
    assert reference in calm.text
    assert "16 минут" in calm.text
    assert calm.reply_to is card
    await stage.pass_time(45 * MINUTE)
    [loud] = notes(stage, LOUD)
    assert "1 сағат" in loud.text
    await stage.pass_time(3 * DAY)
    assert len(notes(stage, CALM) + notes(stage, LOUD)) == 2


async def test_no_note_says_who_it_is(stage: Stage) -> None:
    await stage.guest(AIGERIM).apply()
    await stage.pass_time(20 * MINUTE)
    await stage.pass_time(2 * HOUR)
    said = "".join(note.text for sign in (CALM, LOUD) for note in notes(stage, sign))
    assert not any(secret in said for secret in AIGERIM.secrets)


async def test_a_lead_that_is_taken_in_time_is_not_told_of(stage: Stage) -> None:
    await stage.guest(AIGERIM).apply()
    await stage.card(KK("card.new"))
    await stage.pass_time(10 * MINUTE)
    stage.madina.tap(KK("button.take"), stage.group)
    await stage.card(MADINA)
    await stage.pass_time(2 * HOUR)
    assert notes(stage, CALM) == []


async def test_a_lead_of_friday_evening_is_told_of_on_monday(tmp_path: Path) -> None:
    async with open_timed_stage(tmp_path / "data", "2026-11-20T17:50") as stage:
        reference = await stage.guest(AIGERIM).apply()
        for moment in ("2026-11-20T18:20", "2026-11-21T12:00", "2026-11-23T09:04"):
            await wait_until(stage, moment)
            assert notes(stage, CALM) == []
        await wait_until(stage, "2026-11-23T09:06")
        [calm] = notes(stage, CALM)
        assert reference in calm.text
        assert notes(stage, MORNING) == []  # it came in working time


async def test_what_comes_at_night_is_gathered_in_the_morning(tmp_path: Path) -> None:
    async with open_timed_stage(tmp_path / "data", "2026-12-15T21:00") as stage:  # the eve of Independence Day
        references = [await stage.guest(who).apply() for who in (AIGERIM, DANIYAR, ALICE)]
        await stage.world.until(lambda: len([m for m in stage.group.messages if "🆕" in m.text]) == 3)
        stage.madina.tap(KK("button.take"), stage.group)
        await stage.card(MADINA)
        await wait_until(stage, "2026-12-16T10:00")
        assert notes(stage, MORNING) == []
        await wait_until(stage, "2026-12-17T09:01")
        [morning] = notes(stage, MORNING)
        assert [reference in morning.text for reference in references] == [True, True, False]  # hers is taken
        await wait_until(stage, "2026-12-17T09:10")
        assert len(notes(stage, MORNING)) == 1
        await wait_until(stage, "2026-12-17T09:16")
        assert len(notes(stage, CALM)) == 2


async def test_whoever_took_a_lead_is_asked_after_one_and_after_three_working_days(tmp_path: Path) -> None:
    async with open_timed_stage(tmp_path / "data", "2026-12-11T11:00") as stage:  # a Friday
        await stage.guest(AIGERIM).apply()
        await stage.card(KK("card.new"))
        stage.madina.tap(KK("button.take"), stage.group)
        await stage.card(MADINA)
        await wait_until(stage, "2026-12-14T10:30")
        assert notes(stage, OWNER) == []
        await wait_until(stage, "2026-12-14T11:05")
        [first] = notes(stage, OWNER)
        assert MADINA in first.text
        await wait_until(stage, "2026-12-17T10:30")  # the 16th is a holiday
        assert len(notes(stage, OWNER)) == 1
        await wait_until(stage, "2026-12-17T11:05")
        assert len(notes(stage, OWNER)) == 2
        await wait_until(stage, "2026-12-30T11:05")
        assert len(notes(stage, OWNER)) == 2


async def test_nobody_is_nagged_about_a_closed_lead(stage: Stage) -> None:
    await stage.guest(AIGERIM).apply()
    await stage.card(KK("card.new"))
    await take_and_close(stage)
    await stage.pass_time(7 * DAY)
    assert notes(stage, OWNER) == []


async def test_a_forgotten_person_is_not_waited_for(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.apply()
    await guest.forget()
    await stage.pass_time(2 * HOUR)
    assert notes(stage, CALM) == notes(stage, LOUD) == []


async def test_staff_hear_seven_days_before_an_open_lead_ends(tmp_path: Path) -> None:
    async with open_timed_stage(tmp_path / "data", lead_escalations="off") as stage:
        reference = await stage.guest(AIGERIM).apply()
        await stage.pass_time(357 * DAY)
        assert notes(stage, ENDING) == []
        await stage.pass_time(1 * DAY + HOUR)
        [ending] = notes(stage, ENDING)
        assert reference in ending.text
        assert "23.11.2027" in ending.text
        stage.madina.tap(KK("button.take"), stage.group, stage.group.messages[0])
        await stage.world.until(lambda: MADINA in stage.group.messages[0].text)
        await stage.pass_time(8 * DAY)
        assert len(stage.rows("leads")[0]) == 1
        assert len(notes(stage, ENDING)) == 1


async def test_a_restart_tells_of_nothing_twice(stage: Stage) -> None:
    await stage.guest(AIGERIM).apply()
    await stage.card(KK("card.new"))
    await stage.pass_time(20 * MINUTE)
    for _ in range(2):
        await stage.restart()
        await stage.sweep()
    assert len(notes(stage, CALM)) == 1


async def test_a_bot_that_slept_tells_calmly_first_and_loudly_a_while_later(stage: Stage) -> None:
    await stage.guest(AIGERIM).apply()
    await stage.card(KK("card.new"))
    await stage.stop()
    stage.world.clock.advance(4 * HOUR)
    await stage.start()
    await stage.sweep()
    await stage.sweep()
    assert (len(notes(stage, CALM)), len(notes(stage, LOUD))) == (1, 0)
    await stage.pass_time(46 * MINUTE)
    assert (len(notes(stage, CALM)), len(notes(stage, LOUD))) == (1, 1)


async def test_the_morning_s_message_whose_answer_is_lost_comes_once_more_and_no_third_time(tmp_path: Path) -> None:
    async with open_timed_stage(tmp_path / "data", "2026-12-15T21:00", lead_escalations="off") as stage:
        await stage.guest(AIGERIM).apply()
        await stage.card(KK("card.new"))
        stage.world.faults.script("sendMessage", reset_after_effect(), times=7, chat=stage.group)
        await wait_until(stage, "2026-12-17T09:01")
        for _ in range(3):
            await stage.pass_time(5 * MINUTE)
        assert stage.query("SELECT kind FROM outbox") == []
        assert len(notes(stage, MORNING)) == 2


@pytest.mark.parametrize(("start", "moment", "sign"), [
    ("2026-12-15T21:00", "2026-12-17T09:01", MORNING), ("2026-12-15T16:00", "2026-12-15T16:17", CALM),
])  # fmt: skip
async def test_trouble_that_lasts_a_minute_loses_no_note_and_holds_up_no_card(
    tmp_path: Path, start: str, moment: str, sign: str
) -> None:
    async with open_timed_stage(tmp_path / "data", start) as stage:
        await stage.guest(AIGERIM).apply()
        await stage.card(KK("card.new"))
        stage.world.faults.sometimes("sendMessage", server_error(), 1.0)
        await wait_until(stage, moment)
        await stage.pass_time(60)
        stage.world.faults.clear()
        assert notes(stage, sign) == []
        reference = await stage.guest(DANIYAR).apply()
        await stage.world.until(lambda: cards(stage.group, reference))
        await stage.pass_time(5 * MINUTE)
        assert len(notes(stage, sign)) == 1


async def test_a_nudge_that_the_group_did_not_take_in_working_time_waits_for_the_opening(tmp_path: Path) -> None:
    async with open_timed_stage(tmp_path / "data", "2026-11-23T16:00") as stage:
        reference = await stage.guest(AIGERIM).apply()
        await stage.card(reference)
        stage.world.faults.script("sendMessage", server_error(), times=99, chat=stage.group)
        stage.world.clock.advance(20 * MINUTE)
        assert stage.app
        await stage.app.timetable.sweep("escalate_leads")
        stage.world.clock.advance(11 * HOUR)
        stage.world.faults.clear()
        await stage.sweep()
        assert notes(stage, CALM) == []
        await wait_until(stage, "2026-11-24T09:01")
        [calm] = notes(stage, CALM)
        assert reference in calm.text


async def test_what_came_at_night_and_was_given_back_at_night_is_gathered_too(tmp_path: Path) -> None:
    async with open_timed_stage(tmp_path / "data", "2026-12-15T21:00", lead_escalations="off") as stage:
        reference = await stage.guest(AIGERIM).apply()
        await stage.card(KK("card.new"))
        stage.madina.tap(KK("button.take"), stage.group)
        await stage.card(MADINA)
        stage.madina.tap(KK("button.release"), stage.group)
        await stage.card(KK("card.new"))
        await wait_until(stage, "2026-12-17T09:01")
        [morning] = notes(stage, MORNING)
        assert reference in morning.text


async def test_a_lead_that_was_reopened_waits_since_then(tmp_path: Path) -> None:
    async with open_timed_stage(tmp_path / "data") as stage:
        await stage.guest(AIGERIM).apply()
        await stage.card(KK("card.new"))
        await take_and_close(stage)
        await stage.pass_time(30 * DAY)
        stage.madina.tap(KK("button.reopen"), stage.group)
        await stage.world.until(lambda: KK("button.reopen_sure") in stage.group.last.labels)
        stage.madina.tap(KK("button.reopen_sure"), stage.group)
        await stage.card(KK("card.new"))
        await stage.pass_time(16 * MINUTE)
        [calm] = notes(stage, CALM)
        assert "16 минут" in calm.text


async def test_what_is_held_is_warned_of_before_the_hold_ends(tmp_path: Path) -> None:
    async with open_timed_stage(tmp_path / "data", lead_escalations="off") as stage:
        await stage.guest(AIGERIM).apply()
        await stage.stop()
        held_until = stage.world.clock.now_ms() + 700 * DAY * 1000
        stage.execute("UPDATE persons SET held_until = ?", held_until)
        await stage.start()
        await stage.pass_time(360 * DAY)
        assert notes(stage, ENDING) == []
        await stage.pass_time(334 * DAY)
        [ending] = notes(stage, ENDING)
        assert "23.10.2028" in ending.text
        await stage.pass_time(8 * DAY)
        assert stage.rows("leads") == [[]]
