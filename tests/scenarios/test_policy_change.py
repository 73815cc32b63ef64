"""Is everybody with live data asked once to agree to a new policy, and does nothing new happen before?"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.people import AIGERIM, ALICE, DANIYAR, EVERYBODY
from tests.scenarios.stage import Guest, Stage, words
from tests.scenarios.year import HOUR, open_year, wait_until

KK = words("kk")


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with open_year(tmp_path / "data") as opened:
        yield opened


async def asked(stage: Stage, place: str = "sent") -> Guest:
    guest = stage.guest(AIGERIM)
    await guest.reach(place)
    await stage.restart(privacy_policy_version="2")
    await stage.sweep()
    return guest


async def test_everybody_is_asked_once_and_in_their_language(stage: Stage) -> None:
    guests = [stage.guest(who) for who in EVERYBODY]
    for guest in guests:
        await guest.reach("sent")
    await stage.restart(privacy_policy_version="2")
    for _ in range(3):
        await stage.sweep()
    for guest in guests:
        card = guest.chat.last
        assert guest.text("policy.changed", version="1").split("\n")[0] in card.html
        assert guest.text("button.agree") in card.labels
        assert sum(guest.text("policy.changed", version="1") in message.html for message in guest.chat.history) == 1
    await stage.restart()
    await stage.sweep()
    assert all(guest.chat.last.labels for guest in guests)


async def test_agreeing_again_is_recorded_and_begins_no_application(stage: Stage) -> None:
    guest = await asked(stage)
    await guest.tap(KK("button.agree"), KK("policy.renewed")[:8])
    versions = stage.query("SELECT policy_version FROM consents ORDER BY granted_at")
    assert versions == [("1",), ("2",)]
    assert stage.rows("drafts") == [[]]
    await stage.sweep()
    assert KK("policy.renewed") in guest.chat.last.html


async def test_the_card_can_be_read_in_another_language_first(stage: Stage) -> None:
    guest = await asked(stage)
    card = guest.chat.last
    await guest.hears(lambda: guest.user.tap("English"))
    assert "I agree" in card.labels
    await guest.hears(lambda: guest.user.tap("I agree"))
    assert stage.rows("drafts") == [[]]
    assert guest.chat.last.html == words("en")("policy.renewed")


async def test_whoever_declines_is_asked_what_shall_happen_to_the_data(stage: Stage) -> None:
    guest = await asked(stage)
    await guest.hears(lambda: guest.user.tap(KK("button.disagree")))
    assert guest.chat.last.html == KK("forget.ask")
    assert KK("button.forget") in guest.chat.last.labels


async def test_a_form_under_way_goes_on(stage: Stage) -> None:
    guest = await asked(stage, "phone")
    assert KK("button.agree") in guest.chat.last.labels
    await guest.write(AIGERIM.phone, "3/3")


async def test_nobody_is_asked_at_night(tmp_path: Path) -> None:
    async with open_year(tmp_path / "data", "2026-11-23T20:30") as stage:
        guest = stage.guest(AIGERIM)
        await guest.reach("sent")
        before = len(guest.chat.history)
        await stage.stop()
        stage.world.clock.advance(HOUR)
        await stage.restart(privacy_policy_version="2")
        await wait_until(stage, "2026-11-24T08:58")
        assert len(guest.chat.history) == before
        await wait_until(stage, "2026-11-24T09:01")
        assert KK("button.agree") in guest.chat.last.labels


async def test_somebody_new_agrees_to_the_new_policy_and_is_not_asked_again(stage: Stage) -> None:
    await stage.restart(privacy_policy_version="2")
    guest = stage.guest(DANIYAR)
    await guest.reach("sent")
    before = len(guest.chat.history)
    await stage.sweep()
    assert len(guest.chat.history) == before


async def test_offers_stop_at_once_and_can_be_wanted_again(stage: Stage) -> None:
    guest = stage.guest(ALICE)
    await guest.reach("sent")
    await guest.tap("Yes, send me offers")
    await guest.sees("recorded")
    await stage.restart(privacy_policy_version="2")
    await stage.sweep()
    await guest.say("/consents")
    assert "nothing new is done until you agree" in guest.chat.last.text
    await guest.hears(lambda: guest.user.tap("Yes, send me offers"))
    versions = stage.query("SELECT policy_version FROM consents WHERE purpose = 'marketing' ORDER BY granted_at")
    assert versions == [("1",), ("2",)]
    assert "Stop the offers" in guest.chat.last.labels


async def test_a_forgotten_person_is_not_asked(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("sent")
    await guest.forget()
    await stage.restart(privacy_policy_version="2")
    before = len(guest.chat.history)
    await stage.sweep()
    assert len(guest.chat.history) == before
