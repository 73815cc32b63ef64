"""Somebody whose application is closed applies again in two taps, with what is known of them."""

from __future__ import annotations

import pytest

from tests.form import progress
from tests.people import AIGERIM, EVERYBODY, Applicant
from tests.scenarios.colleagues import REOPEN, SURE_TO_REOPEN, TAKE, close_work, press
from tests.scenarios.evidence import REFERENCE, cards, rows, shows
from tests.scenarios.stage import Guest, Stage, words

KK = words("kk")
NEW, CONFIRM, EDIT = KK("button.new_application"), KK("button.confirm"), KK("button.edit")
DAY = 24 * 3600


async def closed(stage: Stage, who: Applicant = AIGERIM) -> tuple[Guest, str]:
    """Somebody with a closed application, and its reference."""
    guest = stage.guest(who)
    reference = await guest.apply()
    await close_work(stage, reference)
    return guest, reference


async def reopen(stage: Stage, reference: str) -> None:
    card = cards(stage.group, reference)[0]
    await press(stage, stage.madina, REOPEN, card)
    await stage.world.until(lambda: SURE_TO_REOPEN in card.labels)
    await press(stage, stage.madina, SURE_TO_REOPEN, card)
    await stage.world.until(stage.is_outbox_empty)
    await stage.world.until(lambda: TAKE in card.labels)


@pytest.mark.parametrize("who", EVERYBODY)
async def test_two_taps_send_another_application_with_the_same_details(stage: Stage, who: Applicant) -> None:
    guest, first = await closed(stage, who)
    second = await guest.apply_again()
    assert second != first
    card = await stage.card(second, KK("card.repeated"))
    await press(stage, stage.madina, TAKE, card)
    await stage.world.until(lambda: shows(card, who) and who.phone in card.text and who.email in card.text)
    assert not shows(cards(stage.group, first)[0], who)


async def test_what_has_changed_is_mended_at_the_review(stage: Stage) -> None:
    guest, first = await closed(stage)
    await guest.say("/start")
    await guest.tap(NEW, AIGERIM.name)
    label = str(KK("button.edit_field", edit=EDIT, field=KK("field.email.label")))
    await guest.tap(label, progress("email"))
    await guest.write("dana@example.kz", AIGERIM.name)
    await guest.tap(CONFIRM, "M-")
    await press(stage, stage.madina, TAKE, await stage.card(KK("card.repeated")))
    card = await stage.card("dana@example.kz", AIGERIM.name)
    assert first not in card.text


@pytest.mark.parametrize("typed", [False, True], ids=["tapped", "typed"])
async def test_with_an_open_application_its_state_is_shown_and_nothing_is_begun(stage: Stage, typed: bool) -> None:
    guest, first = await closed(stage)
    (menu,) = await guest.say("/start")
    await reopen(stage, first)
    (state,) = await guest.hears(lambda: guest.user.write(NEW) if typed else guest.user.tap(NEW, message=menu))
    assert state.html == KK("application.new", reference=first)
    assert state.labels == [EDIT]
    assert rows(stage.folder / "momu.db", "SELECT 1 FROM drafts") == []


async def test_what_is_confirmed_while_the_one_before_is_reopened_is_an_application_too(stage: Stage) -> None:
    """Each was confirmed, so both are open, and nobody is told otherwise: person and staff hear of each by its name."""
    guest, first = await closed(stage)
    await guest.say("/start")
    review = await guest.tap(NEW, AIGERIM.email)
    await reopen(stage, first)
    await stage.world.until(stage.is_outbox_empty)
    before = [one for one in guest.chat.history if guest.is_thanks(one)]
    guest.user.tap(CONFIRM, message=review)
    await stage.world.until(lambda: [*filter(guest.is_thanks, guest.chat.history)] != before)
    (thanks,) = [one for one in guest.chat.history if guest.is_thanks(one) and one not in before]
    (second,) = REFERENCE.findall(thanks.text)
    assert second != first
    newer, (older, *others) = await stage.card(second, KK("card.repeated")), cards(stage.group, first)
    assert not others
    for card in (older, newer):
        await press(stage, stage.madina, TAKE, card)
    await stage.world.until(lambda: AIGERIM.email in older.text and AIGERIM.email in newer.text)
    assert KK("card.repeated") not in older.text
    await stage.world.until(stage.is_outbox_empty)  # of a taken one they are told
    (state,) = await guest.say("/start")
    assert state.html == KK("application.taken", reference=second)
    told = (await guest.say("/my_data"))[0].text
    assert first in told
    assert second in told


async def test_an_old_button_after_sending_adds_nothing(stage: Stage) -> None:
    guest, _ = await closed(stage)
    (menu,) = await guest.say("/start")
    second = await guest.apply_again()
    (state,) = await guest.hears(lambda: guest.user.tap(NEW, message=menu))
    assert state.html == KK("application.new", reference=second)
    assert len(rows(stage.folder / "momu.db", "SELECT 1 FROM leads")) == 2


async def test_two_taps_at_once_on_confirm_send_once(stage: Stage) -> None:
    guest, _ = await closed(stage)
    await guest.say("/start")
    review = await guest.tap(NEW, AIGERIM.email)
    await guest.hears(*(2 * [lambda: guest.user.tap(CONFIRM, message=review)]))
    assert len(rows(stage.folder / "momu.db", "SELECT 1 FROM leads")) == 2


async def test_a_consent_that_is_not_in_force_is_asked_for_anew_before_anything_is_shown(stage: Stage) -> None:
    guest, _ = await closed(stage)
    await stage.restart(privacy_policy_version="2")
    await stage.world.until(stage.is_outbox_empty)  # they are asked to agree anew by a message of its own, too
    await guest.say("/start")
    (card,) = await guest.hears(lambda: guest.user.tap(NEW))
    assert KK("button.agree") in card.labels
    assert not shows(card, AIGERIM)
    await guest.tap(KK("button.agree"), AIGERIM.email)
    await guest.tap(CONFIRM, "M-")


async def test_of_an_application_that_has_ended_nothing_is_known(stage: Stage) -> None:
    guest, _ = await closed(stage)
    await stage.pass_time(91 * DAY)
    assert rows(stage.folder / "momu.db", "SELECT 1 FROM persons") == []
    (card,) = await guest.say("/start")
    assert KK("button.agree") in card.labels
    await guest.tap(KK("button.agree"), progress("name"))


async def test_the_review_is_emptied_and_goes_on_after_a_restart(stage: Stage) -> None:
    guest, _ = await closed(stage)
    await guest.say("/start")
    review = await guest.tap(NEW, AIGERIM.email)
    await stage.restart()
    assert KK("button.continue") in (await guest.say("/start"))[-1].labels
    await guest.tap(KK("button.continue"), AIGERIM.email)
    await guest.tap(CONFIRM, "M-")
    await stage.world.until(lambda: not shows(review, AIGERIM))
