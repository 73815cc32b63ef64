"""Is the thanks the last thing on the screen after Confirm, and does it say all that a person needs?
(docs/decisions/thanks-last.md)"""

from __future__ import annotations

import re

import pytest

from simulator.state import faults
from simulator.state.calls import Call
from simulator.state.message import Message
from tests.people import AIGERIM, EVERYBODY, Applicant
from tests.scenarios.evidence import shows
from tests.scenarios.stage import Guest, Stage, plain, words
from tests.scenarios.timed_stage import HOUR, open_timed_stage

KK = words("kk")
NO = KK("button.offer_no")


def thanks_of(guest: Guest) -> list[Message]:
    return [message for message in guest.chat.history if guest.is_thanks(message)]


def reference_in(thanks: Message) -> str:
    found = re.search(r"M-[0-9A-Z]{6}", thanks.text)
    assert found
    return found[0]


@pytest.mark.parametrize("who", EVERYBODY, ids=lambda who: who.language)
async def test_the_review_becomes_sent_and_the_thanks_is_last(stage: Stage, who: Applicant) -> None:
    guest = stage.guest(who)
    await guest.reach("review")
    review, before = guest.chat.last, len(guest.chat.history)
    thanks = await guest.confirm()
    await stage.sweep()
    assert guest.chat.history[before:] == [thanks]  # one message came, and no file
    reference = reference_in(thanks)
    sent = guest.text("review.sent", reference=reference)
    assert review.html.startswith(sent)
    assert not shows(review, who)
    asked = review.text.removeprefix(plain(sent)).strip().split("\n")
    fold = next(one for one in review.entities if one.type == "expandable_blockquote")
    assert review.text[fold.offset :].startswith(asked[2])  # two lines and a fold
    assert review.labels == [guest.text("button.offer_yes"), guest.text("button.offer_no")]
    copy, edit, receipt = thanks.inline_buttons
    assert (copy.action, copy.value) == ("copy_text", {"text": reference})
    assert edit.text == guest.text("button.edit")
    assert receipt.text == guest.text("button.receipt", purpose=guest.text("purpose.application"))
    assert plain(guest.text("operator.name")) in thanks.text


async def test_whoever_has_decided_about_offers_is_not_asked_and_thanked_all_the_same(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.apply()
    await guest.hears(lambda: guest.user.tap(NO, message=guest.offer))
    await guest.forget()
    await guest.reach("review")
    review = guest.chat.last
    await guest.say("/consents")
    await guest.hears(lambda: guest.user.tap(KK("button.offer_yes")))
    thanks = await confirm_on(guest, review)
    await stage.sweep()
    assert review.html == KK("review.sent", reference=reference_in(thanks))
    assert guest.chat.last is thanks


async def confirm_on(guest: Guest, review: Message) -> Message:
    before = len(thanks_of(guest))
    guest.user.tap(KK("button.confirm"), message=review)
    await guest.user.world.until(lambda: len(thanks_of(guest)) > before, timeout=60)
    return thanks_of(guest)[-1]


async def test_an_edit_that_has_to_wait_holds_nothing_up_and_comes_above(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("review")
    review = guest.chat.last
    stage.world.faults.script("editMessageText", faults.too_many_requests(30), chat=guest.chat)
    thanks = await confirm_on(guest, review)
    assert NO not in review.labels
    await stage.world.until(lambda: NO in review.labels, timeout=60)
    assert guest.chat.last is thanks


async def test_a_thanks_that_has_to_wait_is_still_the_last(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("review")
    review = guest.chat.last
    stage.world.faults.script("sendMessage", faults.too_many_requests(30), chat=guest.chat)
    thanks = await confirm_on(guest, review)
    await stage.world.until(lambda: NO in review.labels, timeout=60)
    assert guest.chat.last is thanks
    assert len(thanks_of(guest)) == 1


async def test_a_review_that_cannot_be_edited_goes_and_the_thanks_comes(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("review")
    review = guest.chat.last
    for _ in range(4):
        stage.world.faults.script("editMessageText", faults.bad_request("message can't be edited"), chat=guest.chat)
    thanks = await confirm_on(guest, review)
    await stage.world.until(lambda: review.deleted)
    assert guest.chat.last is thanks


async def test_after_each_correction_the_review_says_so(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    reference = await guest.apply()
    await guest.say(KK("button.edit_field", edit=KK("button.edit"), field=KK("field.email.label")))
    review = await guest.write("aigerim.jana@example.org", KK("button.confirm"))
    await guest.hears(lambda: guest.user.tap(KK("button.confirm"), message=review))
    await stage.world.until(lambda: review.html == KK("review.corrected", reference=reference))


async def test_a_review_that_was_given_up_is_not_called_sent(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("review")
    review = guest.chat.last
    await guest.hears(lambda: guest.user.tap(KK("button.back")))
    await stage.world.until(lambda: review.html == KK("message.retired"))


@pytest.mark.parametrize(
    ("start", "when"),
    [
        ("2026-11-23T10:00", KK("when.now", opens="", closes="18:00")),
        ("2026-11-23T22:30", KK("when.tomorrow", opens="09:00", closes="18:00")),  # quiet hours: it comes at once
        ("2026-12-15T18:30", KK("when.later", weekday="бейсенбі", date="17.12.2026", opens="09:00", closes="18:00")),
    ],
    ids=["in working time", "at night", "before a holiday"],
)
async def test_it_says_when(tmp_path_factory: pytest.TempPathFactory, start: str, when: str) -> None:
    async with open_timed_stage(tmp_path_factory.mktemp("thanks") / "data", start=start) as stage:
        guest = stage.guest(AIGERIM)
        await guest.reach("review")
        assert when in (await guest.confirm()).text


async def test_after_a_night_without_telegram_it_names_the_day_that_begins(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    async with open_timed_stage(tmp_path_factory.mktemp("thanks") / "data", start="2026-11-23T22:30") as stage:
        guest = stage.guest(AIGERIM)
        await guest.reach("review")
        stage.world.faults.sometimes("sendMessage", faults.server_error(), 1.0)
        guest.user.tap(KK("button.confirm"))
        await stage.world.until(lambda: any(_failed(call, guest) for call in stage.world.calls))
        stage.world.clock.advance(8.5 * HOUR)
        stage.world.faults.clear()
        await stage.world.until(lambda: thanks_of(guest), timeout=60)
        [thanks] = thanks_of(guest)
        assert KK("when.today", opens="09:00", closes="18:00") in thanks.text


def _failed(call: Call, guest: Guest) -> bool:
    return call.status == 502 and call.params.get("chat_id") == guest.chat.id
