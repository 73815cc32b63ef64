"""Does the receipt of an erasure (Fact.ERASED) say who had received the data and what stays in the chat, and nothing
untrue?"""

from __future__ import annotations

import pytest

from bot.i18n import Text
from tests.people import AIGERIM, DANIYAR, EVERYBODY, Applicant
from tests.scenarios.stage import Stage, plain, words
from tests.scenarios.test_export import RECIPIENT, exported
from tests.scenarios.test_export_ends import BODY, FOR_STATE, run
from tests.scenarios.test_retention import apply_again
from tests.scenarios.timed_stage import DAY

KK = words("kk")


@pytest.mark.parametrize("who", EVERYBODY, ids=lambda who: who.language)
async def test_it_names_day_and_recipient_of_each_hand_over(stage: Stage, who: Applicant) -> None:
    guest = stage.guest(who)
    await guest.apply()
    await exported(stage)
    await stage.stop()
    assert (await run(stage, *FOR_STATE))[0] == 0
    await stage.start()
    receipt, text = (await guest.forget()).text, words(who.language)
    for name, kind in ((RECIPIENT, "staff"), (BODY, "state")):
        [line] = [line for line in receipt.splitlines() if name in line]
        assert line.endswith(f": {name} ({text(f'recipient.{kind}')})")
        assert line[:6].count(".") == 2  # the day
        assert text(f"erased.handed_{kind}") in receipt
    assert [one in receipt for one in what_remains(text)] == [False, True]


def what_remains(text: Text) -> list[str]:
    """The beginnings of what the receipt says remains, without and with hand-overs."""
    keys = ("erased.remains", "erased.remains_handed")
    return [plain(text(key, proof="|", copies="", email="")).split("|")[0] for key in keys]


async def test_it_names_none_where_there_was_none(stage: Stage) -> None:
    """An export with the others is not one of theirs."""
    other, guest = stage.guest(DANIYAR), stage.guest(AIGERIM)
    await other.apply()
    await exported(stage)
    await guest.apply()
    receipt = (await guest.forget()).text
    assert RECIPIENT not in receipt
    assert plain(KK("erased.handed", lines="")).strip() not in receipt
    assert [one in receipt for one in what_remains(KK)] == [True, False]


async def test_whoever_keeps_another_application_is_told_too(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    first = await guest.apply()
    await exported(stage)
    await stage.pass_time(100 * DAY)
    second = await apply_again(stage, guest)
    stage.world.clock.advance(266 * DAY)
    await stage.world.until(lambda: first in guest.chat.last.text)
    told = guest.chat.last
    assert KK("erased.ended", application=first).split("\n")[0] in told.html
    assert f": {RECIPIENT} (" in told.text
    assert stage.query("SELECT reference FROM leads") == [(second,)]
    assert stage.query("SELECT details, place FROM disclosures") == [(None, None)]


async def test_it_says_what_the_bot_cannot_delete_and_that_is_what_stays(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    early = guest.user.write("сәлем")
    await guest.hears()
    await guest.apply()
    command, late = guest.user.write("/келемін"), guest.user.write("рақмет")
    await guest.hears()
    receipt = (await guest.forget()).text
    assert KK("erased.unremembered") in receipt
    assert [early.deleted, command.deleted, late.deleted] == [False, False, True]


async def test_a_banned_person_reads_that_later_messages_stay_too(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    reference = await guest.apply()
    stage.madina.write(f"/ban@momu_bot {reference}", chat=stage.group)
    await stage.world.until(lambda: stage.query("SELECT 1 FROM persons WHERE banned_at > 0"))
    late = guest.user.write("неге?")
    await guest.hears()
    await guest.say("/forget_me")
    receipt = (await guest.tap(KK("button.forget"), "E-")).text
    assert KK("erased.unremembered_banned") in receipt
    assert KK("erased.unremembered") not in receipt
    assert not late.deleted
