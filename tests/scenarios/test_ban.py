"""An administrator refuses further applications from somebody: kindly, storing nothing, and not for ever."""

from __future__ import annotations

import pytest

from simulator.state.membership import EVERY_RIGHT
from tests.people import AIGERIM
from tests.scenarios.colleagues import ask, close_work
from tests.scenarios.evidence import rows, stored_rows
from tests.scenarios.stage import Guest, Stage, plain, words

KK = words("kk")
REFUSED = plain(KK("banned.refused", email="info@momu.kz"))


async def applied(stage: Stage) -> tuple[Guest, str]:
    guest = stage.guest(AIGERIM)
    reference = await guest.apply()
    await stage.card(reference)
    return guest, reference


async def banned(stage: Stage) -> tuple[Guest, str]:
    guest, reference = await applied(stage)
    assert (await ask(stage, f"/ban {reference}")).html == KK("ban.ban.done", reference=reference)
    return guest, reference


async def test_nothing_new_is_taken_from_a_banned_person_and_nothing_kept(stage: Stage) -> None:
    guest, _ = await banned(stage)
    before = stored_rows(stage.folder)
    for said in ("/start", KK("button.new_application"), AIGERIM.name, AIGERIM.phone, "сәлем"):
        (answer,) = await guest.say(said)
        assert REFUSED in answer.text
        assert KK("button.forget") in answer.labels
    guest.user.send_sticker()
    await guest.sees(REFUSED)
    after = stored_rows(stage.folder)
    assert {name: rows for name, rows in after["momu.db"].items() if rows != before["momu.db"][name]}.keys() <= {
        "seen_updates",
        "daily_counts",
    }


async def test_what_the_person_may_ask_about_the_data_works_as_before(stage: Stage) -> None:
    guest, _ = await banned(stage)
    for command, part in (
        ("/privacy", "саясаты"),
        ("/consents", "Келісім"),
        ("/help", "/forget_me"),
        ("/my_data", AIGERIM.email),
    ):
        guest.user.write(command)
        await stage.world.until(lambda: any(part in one.text for one in guest.chat.history[-3:] if one.by_bot))  # noqa: B023
    assert any("жаңа өтінім қабылданбайды" in one.text for one in guest.chat.history if one.by_bot)


async def test_an_application_under_way_is_destroyed_and_its_buttons_are_refused(stage: Stage) -> None:
    guest, reference = await applied(stage)
    await close_work(stage, reference)
    await guest.say("/start")
    review = await guest.tap(KK("button.new_application"), AIGERIM.email)
    confirm = next(button.data for button in review.inline_buttons if button.text == KK("button.confirm"))
    await ask(stage, f"/ban {reference}")
    assert rows(stage.folder / "momu.db", "SELECT count(*) FROM drafts") == [(0,)]
    await stage.world.until(lambda: AIGERIM.email not in review.text)
    await guest.hears(lambda: guest.user.tap_data(confirm or "", review))
    assert guest.pop_up == REFUSED
    assert rows(stage.folder / "momu.db", "SELECT count(*) FROM leads") == [(1,)]


async def test_unban_takes_applications_again(stage: Stage) -> None:
    guest, reference = await banned(stage)
    assert (await ask(stage, f"/unban {reference}")).html == KK("ban.unban.done", reference=reference)
    await close_work(stage, reference)
    await stage.world.until(lambda: "5" in guest.chat.last.labels)  # how was it?
    (menu,) = await guest.say("/start")
    assert KK("button.new_application") in menu.labels


async def test_it_can_be_said_in_answer_to_the_card_and_twice_changes_nothing(stage: Stage) -> None:
    _, reference = await applied(stage)
    card = stage.group.last
    assert (await ask(stage, "/unban", reply_to=card)).html == KK("ban.unban.already", reference=reference)
    assert (await ask(stage, "/ban", reply_to=card)).html == KK("ban.ban.done", reference=reference)
    assert (await ask(stage, "/ban@momu_bot", reply_to=card)).html == KK("ban.ban.already", reference=reference)
    assert (await ask(stage, "/ban")).html == KK("lead.which", command="ban")
    assert (await ask(stage, "/ban M-222222")).html == KK("lead.unknown", command="ban")


@pytest.mark.parametrize("command", ["/ban", "/unban"])
async def test_only_administrators_may(stage: Stage, command: str) -> None:
    _, reference = await applied(stage)
    stage.madina, stage.timur = stage.timur, stage.madina
    assert (await ask(stage, f"{command} {reference}")).text == KK("staff.only_administrators")
    stage.group.promote(stage.madina, [*EVERY_RIGHT, "is_anonymous"])
    assert (await ask(stage, f"{command} {reference}")).text == KK("staff.anonymous")
    assert rows(stage.folder / "momu.db", "SELECT banned_at FROM persons") == [(0,)]


async def test_forget_me_destroys_the_ban_too(stage: Stage) -> None:
    guest, _ = await banned(stage)
    await guest.forget()
    await stage.world.until(lambda: not rows(stage.folder / "momu.db", "SELECT 1 FROM persons"))
    await guest.apply()


async def test_the_card_asked_for_tells_of_the_ban(stage: Stage) -> None:
    _, reference = await banned(stage)
    again = await ask(stage, f"/lead {reference}")
    await ask(stage, f"/unban {reference}")
    await stage.world.until(lambda: KK("step.ban") in again.text and KK("step.unban") in again.text)
