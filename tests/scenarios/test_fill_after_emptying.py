"""A fill that is repeated, slow, or late puts nobody's data into a message that was emptied or forgotten.

The kind: every edit with data (review, /my_data, its file, the card), each repeat included, against
everything that empties the same message.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from bot.channels.telegram.client import CALL_TIMEOUT_SECONDS
from bot.channels.telegram.message_locks import LATE_EFFECT_SECONDS
from simulator.state import faults
from simulator.state.faults import Fault
from simulator.state.message import Message
from tests.form import NAMES
from tests.people import AIGERIM, DANIYAR
from tests.scenarios.colleagues import CLOSE, OUTCOMES, RELEASE, TAKE, close_work, new_card, pop_up, press
from tests.scenarios.evidence import rows, shows
from tests.scenarios.stage import Guest, Stage, words
from tests.scenarios.test_forget_me import RECEIPT
from tests.scenarios.test_untrue_refusals import applicant, closed_by_madina, showing
from tests.scenarios.timed_stage import MINUTE

KK = words("kk")
HELP = "Бұл бот музыкалық лицензияға"
EDIT, MEDIA = "editMessageText", "editMessageMedia"
LOST = [
    pytest.param([faults.reset_after_effect()], id="one answer lost"),
    pytest.param([faults.reset_after_effect()] * 2, id="two answers lost"),
    pytest.param([faults.server_error("html", 504, after=True)] * 2, id="a proxy that is tired twice"),
    pytest.param([faults.slow(1.0)], id="a slow answer"),
]
each_loss = pytest.mark.parametrize("lost", LOST)


async def filled(guest: Guest) -> Message:
    """The review, once it holds her data; whether the bot knows that it does is another matter."""
    await guest.user.world.until(lambda: KK("button.confirm") in guest.chat.last.labels)
    return guest.chat.last


async def up_to_the_last(stage: Stage) -> Guest:
    guest = stage.guest(AIGERIM)
    await guest.reach(NAMES[-1])
    return guest


async def nothing_is_left(stage: Stage, guest: Guest, seconds: float = 8) -> None:
    """Once everything is told, no message shows anything. Help is said after all answers and repeats before it."""
    guest.user.write("/help")
    await stage.world.until(lambda: any(one.text.startswith(HELP) for one in guest.chat.messages), seconds)
    await stage.world.until(lambda: not rows(stage.folder / "momu.db", "SELECT 1 FROM outbox"))
    assert showing(guest.chat.history) == []


@each_loss
async def test_a_review_that_was_sent_stays_empty(stage: Stage, lost: list[Fault]) -> None:
    guest = await up_to_the_last(stage)
    stage.world.faults.script(EDIT, *lost, chat=guest.chat)
    guest.answer(NAMES[-1])
    review = await filled(guest)
    await pop_up(stage, guest.user.tap(KK("button.confirm"), message=review))
    await nothing_is_left(stage, guest)
    await guest.forget()
    assert showing(guest.chat.history) == []


@each_loss
async def test_a_review_of_somebody_who_typed_ahead_stays_empty(stage: Stage, lost: list[Fault]) -> None:
    guest = await up_to_the_last(stage)
    stage.world.faults.script(EDIT, *lost, chat=guest.chat)
    for said in (guest.typed(NAMES[-1]), KK("button.confirm")):
        guest.user.write(said)
    await stage.world.until(lambda: rows(stage.folder / "momu.db", "SELECT 1 FROM leads"))
    await nothing_is_left(stage, guest)


@each_loss
async def test_a_cancelled_review_stays_empty(stage: Stage, lost: list[Fault]) -> None:
    """With an earlier application she stays known, and the review is emptied, not deleted."""
    guest = stage.guest(AIGERIM)
    await close_work(stage, await guest.apply())
    await guest.say("/start")
    stage.world.faults.script(EDIT, *lost, chat=guest.chat)
    guest.user.tap(KK("button.new_application"))
    await filled(guest)
    for said in ("/cancel", "иә"):
        guest.user.write(said)
    await nothing_is_left(stage, guest)


@pytest.mark.parametrize("method", [EDIT, MEDIA], ids=["the words", "the file"])
@each_loss
async def test_the_answer_to_my_data_does_not_come_back_after_an_erasure(
    stage: Stage, lost: list[Fault], method: str
) -> None:
    guest = stage.guest(AIGERIM)
    await guest.apply()
    stage.world.faults.script(method, *lost, chat=guest.chat)
    guest.user.write("/my_data")
    await stage.world.until(lambda: showing(guest.chat.history))
    guest.user.write("/forget_me")
    guest.user.write("иә")
    await stage.world.until(lambda: any(RECEIPT.search(one.text) for one in guest.chat.messages if one.by_bot))
    await nothing_is_left(stage, guest)
    assert [one.text for one in guest.chat.messages if one.by_bot and one.text == KK("my_data.stub")] == []


async def test_a_fill_that_timed_out_is_not_repeated_into_an_emptied_review(stage: Stage) -> None:
    guest = await up_to_the_last(stage)
    stage.world.faults.script(EDIT, faults.slow(CALL_TIMEOUT_SECONDS + 2.0), chat=guest.chat)
    guest.answer(NAMES[-1])
    review = await filled(guest)
    await pop_up(stage, guest.user.tap(KK("button.confirm"), message=review))
    await nothing_is_left(stage, guest, 2 * CALL_TIMEOUT_SECONDS)


async def given_back(stage: Stage) -> None:
    await press(stage, stage.madina, RELEASE)


def late_effects(stage: Stage) -> int:
    return sum("late effect" in call.description for call in stage.world.calls)


async def test_a_fill_that_takes_effect_after_the_emptying_finds_no_message(stage: Stage) -> None:
    """Nobody can take such a call back, so the message that it would fill is deleted."""
    guest = await up_to_the_last(stage)
    stage.world.faults.script(EDIT, faults.late_effect(1.5), chat=guest.chat)
    guest.answer(NAMES[-1])
    review = await filled(guest)  # by the repeat
    await pop_up(stage, guest.user.tap(KK("button.confirm"), message=review))
    await stage.world.until(lambda: late_effects(stage) == 1)
    await nothing_is_left(stage, guest)
    assert review.deleted


async def test_contacts_that_come_late_find_no_card_of_an_erased_person(stage: Stage) -> None:
    _, card = await new_card(stage)
    stage.world.faults.script(EDIT, faults.late_effect(2.0), chat=stage.group)
    await press(stage, stage.madina, TAKE)
    await stage.world.until(lambda: any("reset" in call.description for call in stage.world.calls))
    await applicant(stage).forget()
    await stage.world.until(lambda: late_effects(stage) == 1)
    assert showing(stage.group.history) == []
    assert card.deleted


async def once_it_is_over(stage: Stage) -> None:
    """No unanswered edit can come any more."""
    await stage.world.until(lambda: late_effects(stage) == 1, timeout=10)
    await stage.pass_time(LATE_EFFECT_SECONDS)
    await stage.world.until(lambda: not rows(stage.folder / "momu.db", "SELECT 1 FROM outbox"))


@pytest.mark.parametrize("end", [closed_by_madina, given_back], ids=["closed", "released"])
async def test_contacts_that_come_late_leave_a_card_that_is_nobodys_work_any_more(
    stage: Stage, end: Callable[[Stage], Awaitable[None]]
) -> None:
    _, card = await new_card(stage)
    stage.world.faults.script(EDIT, faults.late_effect(4.0), chat=stage.group)
    await press(stage, stage.madina, TAKE)
    await stage.card(AIGERIM.email)
    await end(stage)
    await stage.world.until(lambda: not shows(card, AIGERIM))
    await stage.world.until(lambda: shows(card, AIGERIM), timeout=10)
    await once_it_is_over(stage)
    assert showing(stage.group.history) == []


async def test_contacts_that_come_late_leave_a_card_that_cannot_be_deleted(stage: Stage) -> None:
    """Emptied, in doubt, and the way out of the doubt is refused: emptied once more."""
    _, card = await new_card(stage)
    stage.world.faults.script(EDIT, faults.late_effect(3.0), chat=stage.group)
    stage.world.faults.script("deleteMessage", faults.bad_request("MESSAGE_ID_INVALID"), chat=stage.group)
    await press(stage, stage.madina, TAKE)
    await stage.card(AIGERIM.email)
    await applicant(stage).forget()
    await stage.world.until(lambda: shows(card, AIGERIM), timeout=10)
    await once_it_is_over(stage)
    assert showing(stage.group.history) == []


async def test_contacts_that_come_late_leave_a_card_though_a_note_in_doubt_waits_longer(stage: Stage) -> None:
    """The note is tried again after five minutes; an emptying that has to be made sure of comes after one."""
    await stage.restart(lead_escalations=(15 * MINUTE * 1000,))
    reference = await stage.guest(DANIYAR).apply()
    await stage.card(reference)
    stage.world.faults.script("sendMessage", faults.reset_after_effect(), chat=stage.group)
    await stage.pass_time(16 * MINUTE)
    _, card = await new_card(stage)
    stage.world.faults.script(EDIT, faults.late_effect(4.0), chat=stage.group)
    await press(stage, stage.madina, TAKE)
    await stage.card(AIGERIM.email)
    await closed_by_madina(stage)
    await stage.world.until(lambda: not shows(card, AIGERIM))
    await stage.world.until(lambda: late_effects(stage) == 1 and shows(card, AIGERIM), timeout=10)
    await stage.pass_time(LATE_EFFECT_SECONDS)
    await stage.world.until(lambda: not shows(card, AIGERIM))
    assert stage.query("SELECT kind FROM outbox") == [("nudge",)]


@pytest.mark.parametrize("lost", LOST[1:2])
async def test_buttons_that_are_repeated_do_not_return_to_a_withdrawn_card(stage: Stage, lost: list[Fault]) -> None:
    """Not data, but a way to work with nobody: the same kind."""
    reference, card = await new_card(stage)
    await press(stage, stage.madina, TAKE)
    await stage.card(AIGERIM.email)
    stage.world.faults.script("editMessageReplyMarkup", *lost, chat=stage.group)
    stage.madina.tap(CLOSE, chat=stage.group)
    await stage.world.until(lambda: OUTCOMES[0] in card.labels)
    await applicant(stage).forget()
    await stage.world.until(lambda: card.html == KK("card.withdrawn", reference=reference))
    # Said after the buttons: the same person's answers keep their order.
    await press(stage, stage.madina, CLOSE, card) if CLOSE in card.labels else None
    stage.madina.write("/leads@momu_bot", chat=stage.group)
    await stage.world.until(lambda: stage.group.last.text == KK("leads.none"))
    assert card.labels == []


async def test_an_emptying_whose_answer_was_lost_is_no_reason_to_delete_a_card(stage: Stage) -> None:
    """The other side: late, it does no harm, and staff see that nobody is to be called."""
    reference, card = await new_card(stage)
    await press(stage, stage.madina, TAKE)
    await stage.card(AIGERIM.email)
    stage.world.faults.script(EDIT, faults.server_error(after=True), faults.server_error(), chat=stage.group)
    await applicant(stage).forget()
    await stage.world.until(lambda: not rows(stage.folder / "momu.db", "SELECT 1 FROM outbox"))
    assert (card.html, card.deleted) == (KK("card.withdrawn", reference=reference), False)


async def test_what_nobody_empties_is_filled_in_spite_of_lost_answers(stage: Stage) -> None:
    """The other side."""
    guest = await up_to_the_last(stage)
    stage.world.faults.script(EDIT, faults.reset_before_effect(), faults.reset_after_effect(), chat=guest.chat)
    guest.answer(NAMES[-1])
    assert shows(await filled(guest), AIGERIM)
