"""Is somebody who stopped in the middle reminded, kindly, twice at most, and never at night?"""

from collections.abc import AsyncIterator, Mapping
from functools import partial
from pathlib import Path

import pytest

from simulator.state import faults
from simulator.state.faults import server_error
from tests.form import progress
from tests.people import AIGERIM, DANIYAR, EVERYBODY
from tests.scenarios.colleagues import close_work
from tests.scenarios.stage import Guest, Stage, telegram_away, words
from tests.scenarios.timed_stage import DAY, HOUR, MINUTE, open_timed_stage, reminders, wait_until, wall

KK = words("kk")


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with open_timed_stage(tmp_path / "data") as opened:
        yield opened


async def stopped_at(stage: Stage, place: str = "phone") -> Guest:
    guest = stage.guest(AIGERIM)
    await guest.reach(place)
    return guest


def number_of_reminders(guests: Mapping[str, Guest]) -> dict[str, int]:
    return {name: len(reminders(guest)) for name, guest in guests.items()}


async def test_somebody_who_stops_is_reminded_after_an_hour_and_after_a_day(stage: Stage) -> None:
    guests = {who.language: stage.guest(who) for who in EVERYBODY}
    for guest in guests.values():
        await guest.reach("phone")
    await stage.pass_time(50 * MINUTE)
    assert number_of_reminders(guests) == dict.fromkeys(guests, 0)
    await stage.pass_time(11 * MINUTE)
    for guest in guests.values():
        [first] = reminders(guest)
        assert progress("phone") in first.text
        assert first.labels == [guest.text(f"button.{key}") for key in ("continue", "delete_answers", "no_reminders")]
    await stage.pass_time(22 * HOUR)
    assert number_of_reminders(guests) == dict.fromkeys(guests, 1)
    await stage.pass_time(1 * HOUR)
    assert number_of_reminders(guests) == dict.fromkeys(guests, 2)


async def test_whoever_is_held_keeps_no_reminder_from_anybody_else(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.jobs.remind_of_drafts.BATCH_SIZE", 1)
    held, free = await stopped_at(stage), stage.guest(DANIYAR)
    await stage.pass_time(1)
    stage.execute("UPDATE persons SET held_until = ?", stage.world.clock.now_ms() + 30 * DAY * 1000)
    await free.reach("phone")
    await stage.pass_time(2 * HOUR)
    await stage.sweep()
    assert [len(reminders(guest)) for guest in (held, free)] == [0, 1]


async def test_two_reminders_are_enough(stage: Stage) -> None:
    guest = await stopped_at(stage)
    for _ in range(5):
        await stage.pass_time(13 * HOUR)
    assert len(reminders(guest)) == 2


async def test_a_reminder_repeats_nothing_of_what_was_answered(stage: Stage) -> None:
    guest = await stopped_at(stage, "review")
    await stage.pass_time(2 * HOUR)
    [reminder] = reminders(guest)
    assert not any(secret in reminder.text for secret in AIGERIM.secrets)
    assert reminder.reply_keyboard is None


async def test_at_night_a_reminder_waits_for_the_morning(tmp_path: Path) -> None:
    async with open_timed_stage(tmp_path / "data", "2026-11-23T20:30") as stage:
        guest = await stopped_at(stage)
        for moment in ("2026-11-23T21:31", "2026-11-24T03:00", "2026-11-24T08:59"):
            await wait_until(stage, moment)
            assert reminders(guest) == []
        await wait_until(stage, "2026-11-24T09:01")
        assert len(reminders(guest)) == 1


async def test_a_reminder_that_telegram_did_not_take_before_the_night_waits_for_the_morning(tmp_path: Path) -> None:
    async with open_timed_stage(tmp_path / "data", "2026-11-23T19:50") as stage:
        guest = await stopped_at(stage)
        stage.world.faults.script("sendMessage", server_error(), times=99)
        await wait_until(stage, "2026-11-23T20:55")
        assert [fact for [fact] in stage.query("SELECT kind FROM outbox")] == ["reminder"]
        stage.world.clock.advance(2 * HOUR)
        stage.world.faults.clear()
        await stage.sweep()
        assert reminders(guest) == []
        await wait_until(stage, "2026-11-24T09:01")
        assert len(reminders(guest)) == 1


async def test_continue_asks_where_the_person_stopped(stage: Stage) -> None:
    guest = await stopped_at(stage)
    await stage.pass_time(2 * HOUR)
    await guest.tap(KK("button.continue"), progress("phone"))
    await guest.write(AIGERIM.phone, progress("email"))


async def test_deleting_is_asked_about_and_done(stage: Stage) -> None:
    guest = await stopped_at(stage)
    await stage.pass_time(2 * HOUR)
    await guest.tap(KK("button.delete_answers"), KK("cancel.ask"))
    await guest.tap(KK("button.yes"), "E-")
    assert stage.rows("persons", "drafts") == [[], []]


async def test_do_not_remind_me_is_heard(stage: Stage) -> None:
    guest = await stopped_at(stage)
    await stage.pass_time(2 * HOUR)
    await guest.tap(KK("button.no_reminders"))
    await guest.sees("/start")
    await guest.say(AIGERIM.phone)
    await stage.pass_time(30 * HOUR)
    assert len(reminders(guest)) == 0  # the one there was says now that there will be no more


async def test_any_sign_of_life_puts_it_off(stage: Stage) -> None:
    guests = {sign: await stopped_at(stage) for sign in ("a chat", "a sticker", "/help", AIGERIM.phone)}
    await stage.pass_time(50 * MINUTE)
    for sign, guest in guests.items():
        await guest.hears(guest.user.send_sticker if sign == "a sticker" else partial(guest.user.write, sign))
    await stage.pass_time(50 * MINUTE)
    assert number_of_reminders(guests) == dict.fromkeys(guests, 0)
    await stage.pass_time(11 * MINUTE)
    assert number_of_reminders(guests) == dict.fromkeys(guests, 1)


async def test_whoever_sends_the_application_is_not_reminded_of_it(stage: Stage) -> None:
    guest = await stopped_at(stage, "sent")
    await stage.pass_time(30 * HOUR)
    assert reminders(guest) == []


async def test_whoever_is_forgotten_is_not_reminded(stage: Stage) -> None:
    guest = await stopped_at(stage)
    await guest.forget()
    await stage.pass_time(30 * HOUR)
    assert reminders(guest) == []


async def test_whoever_blocks_the_bot_is_left_alone_until_they_write(stage: Stage) -> None:
    guest = await stopped_at(stage)
    await guest.hears(guest.user.block_bot)
    await stage.pass_time(2 * HOUR)
    assert stage.query("SELECT remind_at FROM drafts") == [(None,)]
    await guest.hears(guest.user.unblock_bot)
    await guest.say("/help")
    await stage.pass_time(61 * MINUTE)
    assert len(reminders(guest)) == 1


async def test_a_bot_that_slept_through_both_reminds_once_and_again_a_day_later(stage: Stage) -> None:
    guest = await stopped_at(stage)
    await stage.stop()
    stage.world.clock.advance(26 * HOUR)
    await stage.start()
    await stage.sweep()
    await stage.sweep()
    assert len(reminders(guest)) == 1, wall(stage)


async def test_a_restart_reminds_nobody_twice(stage: Stage) -> None:
    guest = await stopped_at(stage)
    await stage.pass_time(2 * HOUR)
    for _ in range(2):
        await stage.restart()
        await stage.sweep()
    assert len(reminders(guest)) == 1


async def test_nobody_is_reminded_where_it_is_switched_off(tmp_path: Path) -> None:
    async with open_timed_stage(tmp_path / "data", draft_reminders="off") as stage:
        guest = await stopped_at(stage)
        await stage.pass_time(30 * HOUR)
        assert reminders(guest) == []


async def test_an_unfinished_application_ends_and_the_person_is_told_once(stage: Stage) -> None:
    guest = await stopped_at(stage)
    await stage.pass_time(3 * DAY + HOUR)
    await guest.sees(KK("erased.reference", reference="", time="")[:8])
    assert KK("erased.unfinished") in guest.chat.last.html
    assert stage.rows("persons", "drafts", "messages") == [[], [], []]
    before = len(guest.chat.history)
    await stage.pass_time(3 * DAY)
    assert len(guest.chat.history) == before


async def test_whoever_has_an_application_loses_only_the_unfinished_one(stage: Stage) -> None:
    """Fact.DROPPED."""
    guest = await stopped_at(stage, "sent")
    await close_work(stage)
    await guest.say("/start")
    await guest.tap(KK("button.new_application"), AIGERIM.email)
    await stage.pass_time(3 * DAY + HOUR)
    assert KK("draft.dropped", period="3 күн") in guest.chat.last.html
    assert "M-" in guest.chat.last.text
    assert (len(stage.rows("persons")[0]), stage.rows("drafts")) == (1, [[]])


async def test_a_reminder_that_telegram_did_not_take_before_the_end_is_dropped(stage: Stage) -> None:
    guest = await stopped_at(stage)
    stage.world.faults.script("sendMessage", server_error(), times=99)
    await stage.pass_time(61 * MINUTE)
    assert stage.query("SELECT kind FROM outbox") == [("reminder",)]
    stage.world.clock.advance(3 * DAY)
    stage.world.faults.clear()
    await stage.world.until(lambda: stage.query("SELECT kind FROM outbox") == [], timeout=10)
    assert reminders(guest) == []


async def test_nobody_is_reminded_of_an_application_that_has_ended(stage: Stage) -> None:
    await stopped_at(stage)
    stage.world.clock.advance(3 * DAY + HOUR)
    assert stage.app
    await stage.app.timetable.sweep("remind_of_drafts")
    assert stage.query("SELECT reminders FROM drafts") == [(0,)]


UNCERTAIN = {
    "a connection that breaks": faults.reset_after_effect(),
    "502 in JSON": faults.server_error(after=True),
    "504 of a tired proxy": faults.server_error("html", 504, after=True),
    "200 that is no JSON": faults.proxy_answer(200, b"<html>welcome</html>", after=True),
    "200 in an encoding nobody knows": faults.proxy_answer(
        200, b"\xcf\xf0\xe8", "text/html; charset=x-nobody", after=True
    ),
}


async def test_a_reminder_that_may_have_arrived_comes_once_more_and_no_third_time(stage: Stage) -> None:
    """Whatever came back that is neither done nor a clear refusal by Telegram. The second comes minutes later."""
    guests = {name: await stopped_at(stage) for name in UNCERTAIN}
    for name, guest in guests.items():
        stage.world.faults.script("sendMessage", UNCERTAIN[name], times=5, chat=guest.chat)
    await stage.pass_time(61 * MINUTE)
    assert number_of_reminders(guests) == dict.fromkeys(guests, 1)
    for _ in range(2):
        await stage.pass_time(5 * MINUTE)
        assert number_of_reminders(guests) == dict.fromkeys(guests, 2)
    assert stage.query("SELECT kind FROM outbox") == []


LASTING = {
    "502": faults.server_error(),
    "a page of a proxy": faults.server_error("html", 504),
    "lost requests": faults.reset_before_effect(),
}


async def test_trouble_that_lasts_a_minute_loses_no_reminder(stage: Stage) -> None:
    """Nobody knows that none has arrived, so there is one more attempt; it comes when the trouble is over."""
    guests = {name: await stopped_at(stage) for name in LASTING}
    for name, guest in guests.items():
        stage.world.faults.script("sendMessage", LASTING[name], times=999, chat=guest.chat)
    await stage.pass_time(61 * MINUTE)
    for _ in range(6):
        await stage.pass_time(10)
    stage.world.faults.clear()
    assert number_of_reminders(guests) == dict.fromkeys(guests, 0)
    await stage.pass_time(5 * MINUTE)
    assert number_of_reminders(guests) == dict.fromkeys(guests, 1)
    assert stage.query("SELECT kind FROM outbox") == []


async def test_whoever_comes_back_before_the_second_attempt_is_not_reminded(stage: Stage) -> None:
    """The other side: what is overtaken is not sent once more."""
    guest = await stopped_at(stage)
    stage.world.faults.script("sendMessage", faults.server_error())
    await stage.pass_time(61 * MINUTE)
    await guest.say("/help")
    await stage.pass_time(5 * MINUTE)
    assert reminders(guest) == []


async def test_a_reminder_survives_an_outage_in_which_nothing_leaves(tmp_path: Path) -> None:
    async with open_timed_stage(tmp_path, over_http=True) as stage:
        guest = await stopped_at(stage)
        async with telegram_away(stage) as come_back:
            stage.world.clock.advance(61 * MINUTE)
            assert stage.app
            await stage.app.timetable.sweep_all()
            await stage.world.until(lambda: stage.query("SELECT 1 FROM outbox WHERE attempts > 2"), timeout=10)
            await come_back()
            await stage.world.until(lambda: reminders(guest), timeout=15)
            await stage.world.until(lambda: stage.query("SELECT kind FROM outbox") == [], timeout=10)
    assert len(reminders(guest)) == 1


async def test_a_reminder_that_telegram_refuses_for_now_comes_as_soon_as_it_may(stage: Stage) -> None:
    guest = await stopped_at(stage)
    stage.world.faults.script("sendMessage", faults.too_many_requests(1), times=3)
    await stage.pass_time(61 * MINUTE)
    await stage.world.until(lambda: reminders(guest), timeout=15)
    assert len(reminders(guest)) == 1
