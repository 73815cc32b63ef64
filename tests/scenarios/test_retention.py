"""Does every record go when its time has come, and does the person hear of it?"""

import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from simulator.state.message import Message
from tests.form import progress
from tests.people import AIGERIM, ALICE, EVERYBODY, MADINA
from tests.scenarios.colleagues import ORDINARY, close_work
from tests.scenarios.stage import Guest, Stage, words
from tests.scenarios.timed_stage import DAY, HOUR, open_timed_stage, wait_until

KK = words("kk")


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with open_timed_stage(tmp_path / "data", lead_escalations="off") as opened:
        yield opened


async def apply_again(stage: Stage, guest: Guest) -> str:
    await close_work(stage)
    return await guest.apply_again()


async def take(stage: Stage) -> None:
    await stage.card(KK("card.new"))
    stage.madina.tap(KK("button.take"), stage.group)
    await stage.card(MADINA, AIGERIM.email)


async def close(stage: Stage, outcome: str = ORDINARY) -> None:
    label = KK(f"outcome.{outcome}")
    stage.madina.tap(KK("button.close"), stage.group)
    await stage.world.until(lambda: label in stage.group.last.labels)
    stage.madina.tap(label, stage.group)
    await stage.card(label, "✅")


async def test_an_open_lead_goes_after_a_year_with_all_there_is_about_the_person(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.apply()
    await stage.pass_time(364 * DAY)
    assert len(stage.rows("leads")[0]) == 1
    await stage.pass_time(1 * DAY + HOUR)
    await guest.sees(KK("erased.expired").split("\n")[0][3:-4])
    assert stage.rows("persons", "leads", "consents", "messages") == [[], [], [], []]


async def test_what_ended_while_the_bot_was_stopped_goes_at_its_next_start(stage: Stage) -> None:
    """Not an interval later."""
    await stage.guest(AIGERIM).apply()
    await stage.stop()
    stage.world.clock.advance(366 * DAY)
    await stage.restart(sweep_interval=DAY * 1000)
    await stage.world.until(lambda: stage.rows("persons", "leads") == [[], []])


async def test_a_closed_lead_goes_after_ninety_days(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.apply()
    await take(stage)
    await close(stage)
    await stage.pass_time(89 * DAY)
    assert len(stage.rows("leads")[0]) == 1
    await stage.pass_time(1 * DAY + HOUR)
    assert stage.rows("persons", "leads") == [[], []]


async def test_a_lead_closed_as_spam_goes_after_a_week(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.apply()
    await take(stage)
    await close(stage, "spam")
    await guest.say("/my_data")
    files = [message.document for message in guest.chat.messages if message.document]
    (file,) = (file for file in files if file.file_name == "my-data.json")
    [lead] = json.loads(file.content)["applications"]
    told = datetime.fromisoformat(lead["destroyed_at"]) - datetime.fromisoformat(lead["changed_at"])
    assert told == timedelta(days=7)
    await stage.pass_time(6 * DAY)
    assert len(stage.rows("leads")[0]) == 1
    await stage.pass_time(1 * DAY + HOUR)
    assert stage.rows("persons", "leads") == [[], []]


async def test_a_spam_lead_that_is_reopened_lives_on(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.apply()
    await take(stage)
    await close(stage, "spam")
    stage.madina.tap(KK("button.reopen"), stage.group)
    await stage.world.until(lambda: KK("button.reopen_sure") in stage.group.last.labels)
    stage.madina.tap(KK("button.reopen_sure"), stage.group)
    await stage.card(KK("card.new"))
    await stage.pass_time(8 * DAY)
    assert len(stage.rows("leads")[0]) == 1


async def test_of_two_leads_only_the_one_that_has_ended_goes(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    first = await guest.apply()
    await take(stage)
    card = stage.group.last
    await stage.pass_time(100 * DAY)
    second = await apply_again(stage, guest)
    await stage.pass_time(266 * DAY)
    assert first in guest.chat.last.text
    assert KK("erased.ended", application=first).split("\n")[0] in guest.chat.last.html
    assert [reference for [reference] in stage.query("SELECT reference FROM leads")] == [second]
    assert len(stage.rows("persons")[0]) == 1
    assert KK("card.ended", reference=first) == card.html
    assert len(await guest.say("/my_data")) == 2
    assert first not in "".join(message.text for message in guest.chat.messages[-2:])


async def test_the_end_of_one_lead_is_in_the_ledger_and_leaves_no_key_behind(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.apply()
    await stage.pass_time(100 * DAY)
    await apply_again(stage, guest)
    await stage.pass_time(266 * DAY)
    assert [stage_ for [stage_] in stage.query("SELECT stage FROM erasures")] == ["done"]
    await stage.restart()  # one tombstone fewer than erasures, and it starts


async def test_the_end_of_one_lead_is_done_though_its_person_has_blocked_the_bot(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.apply()
    await stage.pass_time(100 * DAY)
    second = await apply_again(stage, guest)
    guest.user.block_bot()
    await stage.pass_time(266 * DAY)
    assert stage.query("SELECT stage, details FROM erasures") == [("done", None)]
    assert stage.query("SELECT reference FROM leads") == [(second,)]


async def test_what_is_held_stays_beyond_its_end(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.apply()
    end = stage.world.clock.now_ms() + 400 * DAY * 1000
    await stage.stop()
    stage.execute("UPDATE persons SET held_until = ?", end)
    await stage.start()
    await stage.pass_time(370 * DAY)
    assert len(stage.rows("leads")[0]) == 1
    await stage.pass_time(31 * DAY)
    assert stage.rows("persons", "leads") == [[], []]


async def test_a_year_of_one_persons_life(tmp_path: Path) -> None:
    """Stops, is reminded, applies, waits, is taken care of, agrees anew, is closed, and is gone."""
    async with open_timed_stage(tmp_path / "data", "2026-11-20T17:40") as stage:
        guest = stage.guest(AIGERIM)
        await guest.reach("phone")
        await wait_until(stage, "2026-11-20T18:45")
        assert guest.chat.last.text.startswith("⏳")
        await guest.tap(KK("button.continue"), progress("phone"))
        await guest.go_on("phone")
        await guest.confirm()
        await stage.card(KK("card.new"))
        card = stage.group.last
        await wait_until(stage, "2026-11-23T09:01")
        assert told_of_leads(stage)[-1].text.startswith("🌅")
        await wait_until(stage, "2026-11-23T09:16")
        assert told_of_leads(stage)[-1].text.startswith("⏰")
        stage.madina.tap(KK("button.take"), stage.group, card)
        await stage.world.until(lambda: AIGERIM.email in card.text)
        await wait_until(stage, "2026-11-24T09:20")
        assert told_of_leads(stage)[-1].text.startswith("🔔")
        await stage.restart(privacy_policy_version="2")
        await stage.sweep()
        await guest.tap(KK("button.agree"), KK("policy.renewed")[:8])
        stage.madina.tap(KK("button.close"), stage.group, card)
        await stage.world.until(lambda: KK(f"outcome.{ORDINARY}") in card.labels)
        stage.madina.tap(KK(f"outcome.{ORDINARY}"), stage.group, card)
        await stage.world.until(lambda: AIGERIM.email not in card.text)
        await wait_until(stage, "2027-02-22T08:00")
        assert len(stage.rows("leads")[0]) == 1
        await wait_until(stage, "2027-02-22T10:00")
        assert stage.rows("persons", "leads", "consents", "messages", "cards") == [[], [], [], [], []]
        assert guest.chat.last.removes_keyboard
        assert card.html == KK("card.ended", reference=card.text.split()[0])
        before = (guest.chat.history[:], told_of_leads(stage))
        await wait_until(stage, "2027-11-20T17:40")
        assert (guest.chat.history, told_of_leads(stage)) == before


def told_of_leads(stage: Stage) -> list[Message]:
    """Without alarms: a year that passes in a moment can look as if a job had been late for a year."""
    return [message for message in stage.group.history if not message.text.startswith("⚠️ Бот ")]


async def test_whoever_writes_while_their_end_stands_in_a_queue_waits_no_longer(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    guests = [stage.guest(who) for who in EVERYBODY]
    for guest in guests:
        await guest.apply()
    monkeypatch.setattr(
        "bot.channels.telegram.pace.BULK_INTERVAL_SECONDS", 60.0
    )  # seconds: the second has to wait, the third is not looked at
    monkeypatch.setattr("bot.outbox.worker.MAX_BULK_LANES", 1)
    stage.world.clock.advance(366 * DAY)
    assert stage.app
    for _ in range(2):
        await stage.app.timetable.sweep_all()
    await stage.world.until(lambda: len(told(guests)) == 1)
    for guest in guests:
        if guest not in told(guests):
            guest.user.write("/forget_me")
    # Where the machine is slow neither has begun to wait yet, and both are told at once.
    await stage.world.until(lambda: len(told(guests)) >= 2)


def told(guests: list[Guest]) -> list[Guest]:
    """Who has the receipt."""
    return [guest for guest in guests if any("E-" in message.text for message in guest.chat.history)]


async def test_people_with_several_applications_go_without_a_pause_too(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    for job in ("purge_expired", "finish_erasures"):
        monkeypatch.setattr(f"bot.jobs.{job}.BATCH_SIZE", 2)
    guest, other = stage.guest(AIGERIM), stage.guest(ALICE)
    await guest.apply()
    await apply_again(stage, guest)
    await other.apply()
    stage.world.clock.advance(366 * DAY)
    assert stage.app
    assert "purge_expired" in await stage.app.timetable.sweep_all()  # it wants to run again
