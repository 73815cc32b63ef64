"""Is the thanks the last thing on the screen after Confirm, and does it say all that a person needs?

Whoever has just pressed sees the review become the thanks; all others get a new message.
(docs/decisions/thanks-last.md)"""

from __future__ import annotations

import asyncio
import re

import pytest

from simulator.state import faults
from simulator.state.calls import Call
from simulator.state.message import Message
from tests.people import AIGERIM, DANIYAR, EVERYBODY, Applicant
from tests.scenarios.colleagues import close_work
from tests.scenarios.evidence import shows
from tests.scenarios.stage import Guest, Stage, plain, words
from tests.scenarios.timed_stage import HOUR, MINUTE, open_timed_stage

KK = words("kk")
NO = KK("button.offer_no")


async def reviewing(stage: Stage, who: Applicant = AIGERIM) -> tuple[Guest, Message]:
    """Somebody at the review, and that message. What comes in the first second of a process may have waited."""
    guest = stage.guest(who)
    await guest.reach("review")
    await asyncio.sleep(2)
    return guest, guest.chat.last


def thanks_of(guest: Guest) -> list[Message]:
    return [message for message in guest.chat.history if guest.is_thanks(message)]


def reference_in(thanks: Message) -> str:
    found = re.search(r"M-[0-9A-Z]{6}", thanks.text)
    assert found
    return found[0]


@pytest.mark.parametrize("who", EVERYBODY, ids=lambda who: who.language)
async def test_the_review_becomes_the_thanks_and_asks_about_offers_below(stage: Stage, who: Applicant) -> None:
    guest, review = await reviewing(stage, who)
    before, calls = len(guest.chat.history), len(stage.world.calls)
    assert await guest.confirm() is review
    await stage.sweep()
    assert guest.chat.history[before:] == []  # no second message, and no file
    assert [call.method for call in stage.world.calls[calls:] if _is_about(call, guest)] == ["editMessageText"]
    reference = reference_in(review)
    *thanks, question = review.html.split("\n\n")
    assert thanks[0].startswith(
        guest.text("application.sent", reference=reference, operator="", when="").split("\n")[0]
    )
    assert plain(guest.text("operator.name")) in thanks[2]
    assert not shows(review, who)
    asked = question.split("\n")
    assert asked[2].startswith("<blockquote expandable>")  # two lines and a fold
    assert asked[-1].endswith("</blockquote>")
    copy, edit, receipt, yes, no = review.inline_buttons
    assert (copy.action, copy.value) == ("copy_text", {"text": reference})
    assert edit.text == guest.text("button.edit")
    assert receipt.text == guest.text("button.receipt", purpose=guest.text("purpose.application"))
    assert [yes.text, no.text] == [guest.text("button.offer_yes"), guest.text("button.offer_no")]


def _is_about(call: Call, guest: Guest) -> bool:
    return call.params.get("chat_id") == guest.chat.id


@pytest.mark.parametrize("answer", ["button.offer_yes", "button.offer_no"])
async def test_the_thanks_stays_when_the_question_below_it_is_answered(stage: Stage, answer: str) -> None:
    guest, _ = await reviewing(stage)
    review = await guest.confirm()
    thanks, _, _ = review.html.rpartition("\n\n")
    await guest.hears(lambda: guest.user.tap(KK(answer)))
    await stage.world.until(lambda: NO not in review.labels)
    assert guest.chat.last is review
    assert review.html.startswith(f"{thanks}\n\n")
    assert review.html.count("\n\n") == thanks.count("\n\n") + 1
    mine = [KK("button.copy_reference"), KK("button.edit"), KK("button.receipt", purpose=KK("purpose.application"))]
    assert review.labels[:3] == mine
    assert review.labels[3:] == (
        [KK("button.receipt", purpose=KK("purpose.marketing"))] if answer != "button.offer_no" else []
    )


async def test_whoever_has_decided_about_offers_is_not_asked_and_thanked_all_the_same(stage: Stage) -> None:
    guest, review = await reviewing(stage)
    await guest.say("/consents")
    await guest.hears(lambda: guest.user.tap(KK("button.offer_yes")))
    thanks = await confirm_on(guest, review)
    await stage.sweep()
    assert review.html == KK("review.sent", reference=reference_in(thanks))
    assert guest.chat.last is thanks
    assert NO not in thanks.labels


async def test_another_application_is_thanked_for_in_its_review_and_does_not_ask_again(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    first = await guest.apply()
    await close_work(stage, first)
    await guest.say("/start")
    review = await guest.tap(KK("button.new_application"), AIGERIM.email)
    thanks = await confirm_on(guest, review)
    assert thanks is review
    assert reference_in(thanks) != first
    assert NO not in thanks.labels


async def confirm_on(guest: Guest, review: Message) -> Message:
    before = len(thanks_of(guest))
    guest.user.tap(KK("button.confirm"), message=review)
    await guest.user.world.until(lambda: len(thanks_of(guest)) > before, timeout=60)
    return thanks_of(guest)[-1]


# Where the edit would not be seen


async def is_told_anew(guest: Guest, review: Message) -> None:
    """One thanks, in a new message; the review says "sent" and asks about offers."""
    await guest.user.world.until(lambda: len(thanks_of(guest)) > 0 and NO in review.labels, timeout=60)
    [thanks] = thanks_of(guest)
    assert guest.chat.last is thanks
    assert thanks is not review
    sent = guest.text("review.sent", reference=reference_in(thanks))
    assert review.html.startswith(sent)
    assert not shows(review, AIGERIM)
    assert review.labels == [guest.text("button.offer_yes"), guest.text("button.offer_no")]
    assert NO not in thanks.labels


async def test_whoever_types_it_is_told_below_their_words(stage: Stage) -> None:
    guest, review = await reviewing(stage)
    guest.user.write(KK("button.confirm"))
    await is_told_anew(guest, review)


@pytest.mark.parametrize("words", ["Ертең жібере салармын", "/help"], ids=["words", "a command"])
async def test_what_was_said_below_the_review_stays_above_the_thanks(stage: Stage, words: str) -> None:
    guest, review = await reviewing(stage)
    assert await guest.say(words)
    guest.user.tap(KK("button.confirm"), message=review)
    await is_told_anew(guest, review)


async def test_a_review_of_an_earlier_process_becomes_the_thanks_for_minutes_only(stage: Stage) -> None:
    """Longer ago that process may have reminded them below it."""
    (guest, review), (other, _) = await reviewing(stage), await reviewing(stage, DANIYAR)
    await stage.restart()
    await asyncio.sleep(2)
    await other.confirm()
    assert thanks_of(other) == [other.offer]
    stage.world.clock.advance(11 * MINUTE)
    guest.user.tap(KK("button.confirm"), message=review)
    await is_told_anew(guest, review)


async def test_a_press_that_has_waited_for_the_bot_is_thanked_for_below(stage: Stage) -> None:
    guest, review = await reviewing(stage)
    await stage.stop()
    guest.user.tap(KK("button.confirm"), message=review)
    stage.world.clock.advance(30)
    await stage.start()
    await is_told_anew(guest, review)


async def test_a_press_that_has_waited_for_the_line_is_thanked_for_below(stage: Stage) -> None:
    (guest, review), (other, _) = await reviewing(stage), await reviewing(stage, DANIYAR)
    stage.world.faults.sometimes("getUpdates", faults.server_error(), 1.0)
    other.user.write("/help")  # the call that was open ends with it
    await stage.world.until(lambda: any(one.method == "getUpdates" and one.status == 502 for one in stage.world.calls))
    guest.user.tap(KK("button.confirm"), message=review)
    stage.world.clock.advance(30)
    stage.world.faults.clear()
    await is_told_anew(guest, review)


async def test_an_edit_that_has_to_wait_long_would_make_no_sound(stage: Stage) -> None:
    guest, review = await reviewing(stage)
    stage.world.faults.script("editMessageText", faults.too_many_requests(30), chat=guest.chat)
    guest.user.tap(KK("button.confirm"), message=review)
    await is_told_anew(guest, review)


async def test_an_edit_that_has_to_wait_for_seconds_is_still_seen(stage: Stage) -> None:
    guest, review = await reviewing(stage)
    stage.world.faults.script("editMessageText", faults.too_many_requests(3), chat=guest.chat)
    assert await confirm_on(guest, review) is review


async def test_a_thanks_that_has_to_wait_is_still_the_last(stage: Stage) -> None:
    guest, review = await reviewing(stage)
    stage.world.faults.script("sendMessage", faults.too_many_requests(30), chat=guest.chat)
    guest.user.write(KK("button.confirm"))
    await is_told_anew(guest, review)


async def test_a_review_that_cannot_be_edited_goes_and_the_thanks_comes(stage: Stage) -> None:
    guest, review = await reviewing(stage)
    for _ in range(5):
        stage.world.faults.script("editMessageText", faults.bad_request("message can't be edited"), chat=guest.chat)
    thanks = await confirm_on(guest, review)
    await stage.world.until(lambda: review.deleted)
    assert guest.chat.last is thanks


async def test_an_edit_whose_answer_is_lost_leaves_one_thanks(stage: Stage) -> None:
    """It may still take effect, so that message goes."""
    guest, review = await reviewing(stage)
    stage.world.faults.script("editMessageText", faults.reset_after_effect(), chat=guest.chat)
    guest.user.tap(KK("button.confirm"), message=review)
    await stage.world.until(lambda: review.deleted)
    assert guest.is_thanks(guest.chat.last)
    assert [one for one in thanks_of(guest) if not one.deleted] == [guest.chat.last]


async def test_after_each_correction_the_review_says_so(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    reference = await guest.apply()
    await guest.say(KK("button.edit_field", edit=KK("button.edit"), field=KK("field.email.label")))
    review = await guest.write("aigerim.jana@example.org", KK("button.confirm"))
    await guest.hears(lambda: guest.user.tap(KK("button.confirm"), message=review))
    await stage.world.until(lambda: review.html == KK("review.corrected", reference=reference))


async def test_a_review_that_was_given_up_is_not_called_sent(stage: Stage) -> None:
    guest, review = await reviewing(stage)
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
        for method in ("sendMessage", "editMessageText"):
            stage.world.faults.sometimes(method, faults.server_error(), 1.0)
        guest.user.tap(KK("button.confirm"))
        await stage.world.until(lambda: any(_failed(call, guest) for call in stage.world.calls))
        stage.world.clock.advance(8.5 * HOUR)
        stage.world.faults.clear()
        await stage.world.until(lambda: thanks_of(guest), timeout=60)
        [thanks] = thanks_of(guest)
        assert KK("when.today", opens="09:00", closes="18:00") in thanks.text


def _failed(call: Call, guest: Guest) -> bool:
    return call.status == 502 and call.params.get("chat_id") == guest.chat.id
