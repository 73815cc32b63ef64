"""What went wrong for others and never did here, kept so: see docs/field-reports.md."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.state import faults
from tests.form import progress
from tests.people import AIGERIM, ALICE, DANIYAR, Applicant
from tests.scenarios.stage import Guest, Stage, open_stage, words

KK, RU = words("kk"), words("ru")


@pytest.mark.parametrize("seconds", [5, 1_128, 36_000])
async def test_commands_that_cannot_be_published_for_hours_hold_up_no_start(tmp_path: Path, seconds: int) -> None:
    async with open_stage(tmp_path / "data") as stage:
        await stage.stop()
        stage.world.faults.script("setMyCommands", faults.too_many_requests(seconds), times=9)
        await stage.start()
        await stage.guest(AIGERIM).apply()


async def test_a_name_that_may_not_be_changed_today_holds_up_no_start(tmp_path: Path) -> None:
    async with open_stage(tmp_path / "data") as stage:
        await stage.stop()
        stage.world.profile.texts.clear()
        stage.world.faults.script("setMyName", faults.too_many_requests(36_000), times=9)
        await stage.start()
        await stage.guest(AIGERIM).apply()
        await stage.world.until(lambda: ("description", "ru") in stage.world.profile.texts)
        assert ("name", "") not in stage.world.profile.texts


@pytest.mark.parametrize("place", ["consent", "name", "review", "sent"])
async def test_a_press_that_comes_without_its_message_is_answered(stage: Stage, place: str) -> None:
    """As from a message that was sent through a bot: the press names no chat. Every button that ever stood there."""
    guest = stage.guest(AIGERIM)
    await guest.reach(place)
    for _, button in guest.buttons:
        query = guest.user.tap_data(button.data or "", guest.chat.last)
        assert query.update
        del query.update.content["message"]
        query.update.content["inline_message_id"] = "AAAA"
        await stage.world.until(lambda: query.answer is not None)  # noqa: B023
    assert stage.query("SELECT count(*) FROM leads") in ([(0,)], [(1,)])


@pytest.mark.parametrize(
    ("code", "agree"),
    [
        ("ru-RU", RU("button.agree")),
        ("kk-KZ", KK("button.agree")),
        ("KK", KK("button.agree")),
        *((code, KK("button.agree")) for code in (None, "", "qaz", "zh-hans", "ru" * 40)),
    ],
)
async def test_whatever_a_client_calls_its_language_somebody_is_greeted(
    stage: Stage, code: str | None, agree: str
) -> None:
    person = stage.world.user(ALICE.first_name, language_code=code)
    guest = Guest(person, Applicant(ALICE.first_name, "kk", ALICE.name, ALICE.phone, ALICE.email))
    (greeting,) = await guest.hears(person.start)
    assert agree in greeting.labels


async def test_a_deep_link_that_is_opened_twice_at_once_begins_one_application(stage: Stage) -> None:
    guest = stage.guest(DANIYAR)
    first, second = await guest.hears(lambda: guest.user.start("site"), lambda: guest.user.start("site"))
    for message in (first, second):
        guest.user.tap(RU("button.agree"), message=message)
    await guest.sees(progress("name"))
    await stage.world.until(lambda: not stage.world.updates.pending)
    assert stage.query("SELECT count(*) FROM drafts") == [(1,)]
