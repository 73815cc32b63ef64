"""Is everybody with live data asked once to agree to a new policy, and does nothing new happen before?

The job ask_about_policy.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.form import progress
from tests.people import AIGERIM, ALICE, DANIYAR, EVERYBODY
from tests.scenarios.colleagues import ask
from tests.scenarios.stage import Guest, Stage, words
from tests.scenarios.timed_stage import HOUR, open_timed_stage, wait_until

KK = words("kk")


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with open_timed_stage(tmp_path / "data") as opened:
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
    await guest.write(AIGERIM.phone, progress("email"))


async def test_nobody_is_asked_at_night(tmp_path: Path) -> None:
    async with open_timed_stage(tmp_path / "data", "2026-11-23T20:30") as stage:
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
    question = guest.offer
    await guest.hears(lambda: guest.user.tap("Yes, send me offers", message=question))
    await stage.world.until(lambda: "recorded" in question.text)
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


async def test_the_card_says_nothing_that_is_only_true_of_a_stranger(stage: Stage) -> None:
    guest = await asked(stage)
    assert guest.chat.last.html.startswith(KK("policy.changed", version="1"))
    assert guest.chat.last.html.endswith(f"{KK('policy.until')}\n{KK('consent.applicant')}")
    assert KK("consent.until") not in guest.chat.last.html
    [shown] = stage.query("SELECT count(*) FROM consent_texts")
    await guest.tap(KK("button.agree"), KK("policy.renewed")[:8])
    [(body,)] = stage.query(
        "SELECT body FROM consent_texts JOIN consents ON text_hash = hash WHERE consents.policy_version = '2'"
    )
    assert body.startswith(KK("policy.changed", version="1"))  # exactly what was shown can be proved
    assert stage.query("SELECT count(*) FROM consent_texts") == [(shown[0] + 1,)]


@pytest.mark.parametrize("place", ["sent", "phone"])
async def test_the_label_typed_in_full_shows_what_it_agrees_to_and_then_counts(stage: Stage, place: str) -> None:
    guest = await asked(stage, place)
    (card,) = await guest.say(KK("button.agree"))
    assert card.html.startswith(KK("policy.changed", version="1"))
    await guest.say(KK("button.agree"))
    assert stage.query("SELECT policy_version FROM consents ORDER BY granted_at") == [("1",), ("2",)]
    assert len(stage.rows("drafts")[0]) == (place == "phone")


async def test_declining_in_words_asks_what_shall_happen_to_the_data(stage: Stage) -> None:
    guest = await asked(stage)
    (question,) = await guest.say(KK("button.disagree"))
    assert question.html == KK("forget.ask")


async def test_whoever_was_erased_meanwhile_is_a_stranger_under_the_old_card(stage: Stage) -> None:
    guest = await asked(stage)
    card = guest.chat.last
    await guest.forget()
    await guest.hears(lambda: guest.user.tap_data(_data(guest, KK("button.agree")), card))
    assert stage.rows("persons", "consents") == [[], []]
    assert card.html.startswith(KK("consent.hello", operator="…", questions="", fields="").split("…")[0])
    guest.user.tap(KK("button.agree"), message=card)  # still marked as asked to agree again
    await guest.sees(progress("name"))
    assert len(stage.rows("drafts")[0]) == 1  # what is stored has an end


def _data(guest: Guest, label: str) -> str:
    return next(button.data for _, button in guest.buttons if button.text == label and button.data)


async def test_whoever_is_banned_can_agree_and_decline_too(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    reference = await guest.apply()
    await stage.card(reference)
    await ask(stage, f"/ban {reference}")
    await stage.restart(privacy_policy_version="2")
    await stage.sweep()
    card = guest.chat.last
    assert card.html.startswith(KK("policy.changed", version="1"))
    await guest.tap(KK("button.disagree"), KK("forget.ask")[3:20])
    guest.user.tap(KK("button.agree"), message=card)
    await guest.sees(KK("policy.renewed")[:8])
    assert stage.query("SELECT policy_version FROM consents ORDER BY granted_at") == [("1",), ("2",)]
    assert stage.rows("drafts") == [[]]


async def test_whoever_had_blocked_the_bot_is_asked_when_they_let_it_back_in(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("sent")
    await guest.hears(guest.user.block_bot)
    await stage.restart(privacy_policy_version="2")
    await stage.sweep()
    assert KK("button.agree") not in guest.chat.last.labels
    await guest.hears(guest.user.unblock_bot)
    for _ in range(3):
        await stage.sweep()
    asked_for = [one for one in guest.chat.history if KK("policy.changed", version="1") in one.html]
    assert len(asked_for) == 1
    await guest.tap(KK("button.agree"), KK("policy.renewed")[:8])
    await guest.hears(guest.user.block_bot, guest.user.unblock_bot)
    await stage.sweep()
    assert len([one for one in guest.chat.history if KK("policy.changed", version="1") in one.html]) == 1


async def test_a_card_of_a_version_in_between_says_which_one_was_agreed_to(stage: Stage) -> None:
    guest = await asked(stage)
    card = guest.chat.last
    await stage.restart(privacy_policy_version="3")
    guest.user.tap(KK("button.agree"), message=card)
    await stage.world.until(lambda: card.edits)
    assert card.html.startswith(KK("policy.changed", version="1"))
    assert stage.query("SELECT policy_version FROM consents") == [("1",)]
