"""Telegram denies a message that stands, or refuses to change it: nothing with data is lost sight of.

The kind: any 400 that is not known, and any "not found" that is not true, on a message that shows somebody's data.
"""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from simulator.state import faults
from simulator.state.chat import Chat
from simulator.state.faults import Fault
from simulator.state.message import Message
from tests.people import AIGERIM, DANIYAR, MADINA, Applicant
from tests.scenarios.colleagues import (
    CLOSE,
    CONTACTED,
    OUTCOMES,
    TAKE,
    WHEN_CONTACTED,
    ask,
    forge,
    new_card,
    press,
    taken_card,
)
from tests.scenarios.evidence import cards, names_too_old, reveals, rows, said, shows
from tests.scenarios.stage import Guest, Stage, plain, words
from tests.scenarios.stopped import command

KK = words("kk")
HOURS = 3600
EDIT, DELETE, MEDIA = "editMessageText", "deleteMessage", "editMessageMedia"
NOT_FOUND = faults.bad_request("message to edit not found")
NOTHING_TO_DELETE = faults.bad_request("message to delete not found")
REFUSALS = [
    pytest.param(NOT_FOUND, id="not found, though it stands"),
    pytest.param(faults.bad_request("MESSAGE_ID_INVALID"), id="an unknown refusal"),
    pytest.param(faults.bad_request("message can't be edited"), id="cannot be edited"),
]
each_refusal = pytest.mark.parametrize("refusal", REFUSALS)


def applicant(stage: Stage) -> Guest:
    (user,) = [user for user in stage.world.users.values() if user.first_name == AIGERIM.first_name]
    return Guest(user, AIGERIM)


def showing(messages: Iterable[Message], who: Applicant = AIGERIM) -> list[Message]:
    """Which of the bot's messages, files included, anybody can still read something of this person in."""
    return [one for one in messages if one.by_bot and not one.deleted and (shows(one, who) or _file_tells(one, who))]


def _file_tells(message: Message, who: Applicant = AIGERIM) -> bool:
    return message.document is not None and reveals(message.document.content.decode("utf-8", "replace"), who)


async def closed_by_madina(stage: Stage) -> None:
    await press(stage, stage.madina, CLOSE)
    await stage.world.until(lambda: OUTCOMES[0] in stage.group.last.labels)
    await press(stage, stage.madina, OUTCOMES[0])
    await stage.card("Жабылды")


def by_hand(message: Message) -> str:
    return f"delete this message in the group {message.chat.id} by hand: {message.id}"


def notes(group: Chat) -> list[str]:
    """The links in the notes that ask somebody to delete a card by hand."""
    before, after = KK("card.stuck", place="|").split("|")
    found = [one.text for one in group.messages if one.by_bot and plain(after) in one.text]
    return [text.removeprefix(plain(before)).removesuffix(plain(after)) for text in found]


async def doctor(stage: Stage) -> str:
    await stage.stop()
    environment = {"BOT_TOKEN": "", "MASTER_KEY": "", "PRIVACY_POLICY_URL": "http://127.0.0.1:9/policy"}
    return (await command(stage.folder, "doctor", **environment)).stdout


# Of a card that shows contacts


@each_refusal
async def test_a_card_that_is_refused_once_is_emptied_and_another_takes_its_place(stage: Stage, refusal: Fault) -> None:
    reference, first = await taken_card(stage)
    stage.world.faults.script(EDIT, refusal, message=first)
    await press(stage, stage.madina, CONTACTED)
    again = await stage.card(reference, AIGERIM.email, f"Хабарласты: {MADINA}")
    assert again is not first
    assert showing(stage.group.history) == [again]
    await closed_by_madina(stage)
    receipt = await applicant(stage).forget()
    await stage.world.until(lambda: again.html == KK("card.withdrawn", reference=reference))
    assert showing(stage.group.history) == []
    assert KK("erased.card_unreachable") not in receipt.html


async def test_a_card_that_both_ways_deny_is_tried_again_by_the_erasure(stage: Stage) -> None:
    """Two untrue answers while it lived; at the end it is reached."""
    reference, first = await taken_card(stage)
    stage.world.faults.script(EDIT, NOT_FOUND, times=2, message=first)
    stage.world.faults.script(DELETE, NOTHING_TO_DELETE, message=first)
    await press(stage, stage.madina, CONTACTED)
    await stage.card(reference, f"Хабарласты: {MADINA}")
    assert shows(first, AIGERIM)
    await applicant(stage).forget()
    await stage.world.until(lambda: not showing(stage.group.history))


@pytest.mark.parametrize("answer", ["not found", "refused"])
async def test_a_card_out_of_reach_is_named_by_receipt_and_doctor(stage: Stage, answer: str) -> None:
    """Older than 48 hours, and never to be edited: it stays, and everybody is told."""
    reference, first = await taken_card(stage)
    stage.world.clock.advance(49 * HOURS)
    refusal = NOT_FOUND if answer == "not found" else faults.bad_request("MESSAGE_ID_INVALID")
    stage.world.faults.script(EDIT, refusal, times=100, message=first)
    await press(stage, stage.madina, CONTACTED)
    again = await stage.card(reference, AIGERIM.email, f"Хабарласты: {MADINA}")
    await stage.stop()
    found = await doctor(stage)
    assert f"PROBLEM  erasures: {reference}: {by_hand(first)}" in found
    await stage.start()
    receipt = await applicant(stage).forget()
    await stage.world.until(lambda: not shows(again, AIGERIM))
    assert KK("erased.card_unreachable") in receipt.html
    assert notes(stage.group) == [f"https://t.me/c/{-1_000_000_000_000 - stage.group.id}/{first.id}"]
    assert f"PROBLEM  erasures: no application: {by_hand(first)}" in await doctor(stage)


@each_refusal
async def test_an_erasure_that_is_refused_once_deletes_the_card(stage: Stage, refusal: Fault) -> None:
    _, card = await taken_card(stage)
    stage.world.faults.script(EDIT, refusal, message=card)
    receipt = await applicant(stage).forget()
    await stage.world.until(lambda: card.deleted)
    assert KK("erased.card_unreachable") not in receipt.html


async def test_an_old_card_that_is_denied_once_is_rewritten_all_the_same(stage: Stage) -> None:
    """A message that cannot be deleted stands, whatever was said of it before."""
    reference, card = await taken_card(stage)
    stage.world.clock.advance(49 * HOURS)
    stage.world.faults.script(EDIT, NOT_FOUND, message=card)
    await applicant(stage).forget()
    await stage.world.until(lambda: card.html == KK("card.withdrawn", reference=reference))


async def test_closing_takes_contacts_off_a_card_that_is_refused_for_ever(stage: Stage) -> None:
    reference, first = await taken_card(stage)
    await press(stage, stage.madina, CLOSE)
    await stage.world.until(lambda: OUTCOMES[0] in first.labels)
    stage.world.faults.script(EDIT, faults.bad_request("MESSAGE_ID_INVALID"), times=100, message=first)
    await press(stage, stage.madina, OUTCOMES[0])
    again = await stage.card(reference, "Жабылды")
    assert first.deleted
    assert again.labels == ["Қайта ашу"]
    assert showing(stage.group.history) == []


async def test_a_card_in_a_group_that_was_changed_is_emptied(stage: Stage) -> None:
    reference, first = await taken_card(stage)
    other = stage.world.supergroup("Жаңа топ", members=[stage.madina])
    await stage.restart(staff_chat_id=other.id)
    stage.madina.write(f"/lead@momu_bot {reference}", chat=other)
    await stage.world.until(lambda: shows(other.last, AIGERIM))
    assert first.html == KK("message.retired")
    await applicant(stage).forget()
    await stage.world.until(lambda: not showing([*other.history, *stage.group.history]))


async def test_a_group_that_the_bot_was_put_out_of_holds_up_no_erasure(stage: Stage) -> None:
    reference, first = await taken_card(stage)
    other = stage.world.supergroup("Жаңа топ", members=[stage.madina])
    await stage.restart(staff_chat_id=other.id)
    stage.group.kick_bot()
    stage.madina.write(f"/lead@momu_bot {reference}", chat=other)
    await stage.world.until(lambda: shows(other.last, AIGERIM))
    receipt = await applicant(stage).forget()
    await stage.world.until(lambda: not showing(other.history))
    assert KK("erased.card_unreachable") in receipt.html
    later = await stage.guest(AIGERIM).apply()
    await stage.world.until(lambda: cards(other, later))
    assert len(notes(other)) == 1
    assert by_hand(first) in await doctor(stage)


def refuse(stage: Stage, card: Message) -> None:
    """From now on Telegram neither edits nor deletes this card."""
    for method in (EDIT, DELETE):
        stage.world.faults.script(method, faults.bad_request("MESSAGE_ID_INVALID"), times=1000, message=card)


def tries(stage: Stage, card: Message) -> int:
    return sum(call.method == DELETE and call.params["message_id"] == card.id for call in stage.world.calls)


async def erased_card_out_of_reach(stage: Stage) -> Message:
    """A card with contacts that stands, though its person was erased and told so."""
    _, card = await taken_card(stage)
    refuse(stage, card)
    receipt = await applicant(stage).forget()
    await stage.world.until(lambda: bool(notes(stage.group)))
    assert KK("erased.card_unreachable") in receipt.html
    assert showing(stage.group.history) == [card]
    return card


async def test_staff_are_asked_once_and_the_card_is_tried_every_day(stage: Stage) -> None:
    card = await erased_card_out_of_reach(stage)
    for _ in range(3):
        before = tries(stage, card)
        await stage.pass_time(HOURS)
        assert tries(stage, card) == before
        await stage.pass_time(23 * HOURS)
        assert tries(stage, card) > before
    assert len(notes(stage.group)) == 1
    stage.world.faults.clear()
    await stage.pass_time(24 * HOURS)
    assert showing(stage.group.history) == []
    assert notes(stage.group) == []
    assert KK("card.unstuck") in [one.html for one in stage.group.messages]
    assert "by hand" not in await doctor(stage)


async def test_what_staff_have_deleted_by_hand_is_named_by_nobody_a_day_later(stage: Stage) -> None:
    card = await erased_card_out_of_reach(stage)
    stage.world.faults.clear()
    stage.madina.delete(card)
    await stage.pass_time(24 * HOURS)
    assert notes(stage.group) == []
    assert "by hand" not in await doctor(stage)


async def test_an_earlier_card_of_an_application_that_goes_on_is_told_of_too(stage: Stage) -> None:
    """And its end: it points to the newer card."""
    reference, first = await taken_card(stage)
    refuse(stage, first)
    await ask(stage, f"/lead {reference}")
    await stage.world.until(lambda: bool(notes(stage.group)))
    stage.world.faults.clear()
    stage.world.clock.advance(24 * HOURS)
    await stage.world.until(lambda: first.html == KK("card.moved", reference=reference))
    await stage.world.until(lambda: not notes(stage.group))


async def test_staff_are_asked_when_there_is_a_group_again(stage: Stage) -> None:
    _, card = await taken_card(stage)
    refuse(stage, card)
    stage.group.kick_bot()
    await applicant(stage).forget()
    stage.group.invite_bot()
    await stage.world.until(lambda: bool(notes(stage.group)))
    assert showing(stage.group.history) == [card]


async def test_a_card_that_staff_deleted_is_named_by_nobody(stage: Stage) -> None:
    """The other side: what is really gone comes anew, and is no trouble at the end."""
    reference, first = await taken_card(stage)
    stage.madina.delete(first)
    await forge(stage, stage.madina, first, next(b.data or "" for b in first.inline_buttons if b.text == CONTACTED))
    again = await stage.card(reference, AIGERIM.email, f"Хабарласты: {MADINA}")
    assert again.labels == WHEN_CONTACTED
    receipt = await applicant(stage).forget()
    await stage.world.until(lambda: not showing(stage.group.history))
    assert KK("erased.card_unreachable") not in receipt.html
    assert "by hand" not in await doctor(stage)


# Of a card whose edits are always refused


def births(stage: Stage) -> int:
    return sum(call.method == "sendMessage" and call.params["chat_id"] == stage.group.id for call in stage.world.calls)


@each_refusal
async def test_an_edit_that_is_always_refused_brings_one_card_anew_and_says_so(
    stage: Stage, refusal: Fault, caplog: pytest.LogCaptureFixture
) -> None:
    """And the next ones wait longer and longer, behind everybody else's cards."""
    reference, _ = await new_card(stage)
    stage.world.faults.script(EDIT, refusal, times=1000, chat=stage.group)
    await press(stage, stage.madina, TAKE)
    await stage.world.until(
        lambda: rows(stage.folder / "momu.db", "SELECT 1 FROM outbox WHERE attempts >= 4"), timeout=15
    )
    assert len(cards(stage.group, reference)) <= 2
    assert births(stage) == 2
    assert any(reference in line and "cannot be edited" in line for line in caplog.messages)
    other = await stage.guest(DANIYAR).apply()
    await stage.world.until(lambda: cards(stage.group, other))
    assert births(stage) == 3
    stage.world.faults.clear()
    await ask(stage, f"/lead {reference}")
    await stage.world.until(lambda: showing(stage.group.history) == [stage.group.last])


async def test_a_card_that_can_be_edited_again_may_come_anew_again(stage: Stage) -> None:
    """Twice within a year is no flood: the second was edited in between."""
    reference, first = await taken_card(stage)
    stage.world.faults.script(EDIT, faults.bad_request("MESSAGE_ID_INVALID"), message=first)
    await press(stage, stage.madina, CONTACTED)
    second = await stage.card(reference, f"Хабарласты: {MADINA}", AIGERIM.email)
    stage.world.faults.script(EDIT, faults.bad_request("MESSAGE_ID_INVALID"), message=second)
    await closed_by_madina(stage)
    assert showing(stage.group.history) == []
    assert stage.group.last not in (first, second)


# One message of a private chat that cannot be changed


async def at_review(stage: Stage) -> tuple[Guest, Message, Message]:
    """The review, and the same once more for somebody who lost sight of it."""
    guest = stage.guest(AIGERIM)
    await guest.fill_in()
    earlier = guest.chat.last
    [review] = await guest.say(KK("button.continue"))
    assert showing(guest.chat.history) == [earlier, review]
    return guest, earlier, review


@each_refusal
@pytest.mark.parametrize("first", [True, False], ids=["the first", "the last"])
async def test_one_message_that_cannot_be_emptied_is_deleted_and_the_others_are_emptied(
    stage: Stage, refusal: Fault, first: bool
) -> None:
    guest, earlier, review = await at_review(stage)
    stage.world.faults.script(EDIT, refusal, times=100, message=earlier if first else review)
    await guest.confirm()
    await stage.world.until(lambda: not showing(guest.chat.history))
    assert (earlier.deleted, review.deleted) == (first, not first)


@pytest.mark.parametrize("refusal", ["MESSAGE_ID_INVALID", "message to delete not found"])
async def test_one_message_out_of_reach_stays_known_is_tried_again_and_holds_up_no_other(
    stage: Stage, refusal: str
) -> None:
    guest, earlier, review = await at_review(stage)
    stage.world.faults.script(EDIT, faults.bad_request("MESSAGE_ID_INVALID"), times=100, message=earlier)
    stage.world.faults.script(DELETE, faults.bad_request(refusal), times=100, message=earlier)
    await guest.confirm()
    await stage.world.until(lambda: not shows(review, AIGERIM))
    assert showing(guest.chat.history) == [earlier]
    stage.world.faults.clear()
    await stage.pass_time(24 * HOURS)
    await stage.world.until(lambda: not showing(guest.chat.history))


async def test_of_the_answer_to_my_data_one_part_out_of_reach_holds_up_no_other(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.apply()
    guest.user.write("/my_data")
    await stage.world.until(lambda: _file_tells(guest.chat.last))
    card, file = [one for one in guest.chat.messages if one.by_bot][-2:]
    for method in (EDIT, DELETE, "deleteMessages"):
        stage.world.faults.script(method, faults.bad_request("MESSAGE_ID_INVALID"), times=100, message=card)
    await stage.pass_time(24 * HOURS)
    await stage.world.until(lambda: file.deleted)
    assert showing(guest.chat.history) == [card]
    stage.world.faults.clear()
    await stage.pass_time(24 * HOURS)
    await stage.world.until(lambda: not showing(guest.chat.history))


async def test_what_the_bot_cannot_take_back_of_its_own_is_named(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.apply()
    guest.user.write("/my_data")
    await stage.world.until(lambda: _file_tells(guest.chat.last))
    file = guest.chat.last
    stage.world.faults.script("deleteMessages", faults.bad_request("MESSAGE_DELETE_FORBIDDEN"), times=100)
    for method in (MEDIA, DELETE):
        stage.world.faults.script(method, faults.bad_request("MESSAGE_ID_INVALID"), times=100, message=file)
    receipt = await guest.forget()
    assert plain(KK("erased.stuck", count=1)) in receipt.text
    assert showing(guest.chat.history) == [file]
    found = await doctor(stage)
    assert "1 messages of the bot to them could be neither deleted nor emptied" in found
    assert "older than 48 hours" not in receipt.text + found


async def test_messages_that_are_denied_once_leave_the_chat_with_the_erasure(stage: Stage) -> None:
    """The bot's own are rewritten; of a person's the other way says that it stands, and it is deleted after all."""
    guest, _, _ = await at_review(stage)
    stage.world.faults.script("deleteMessages", faults.bad_request("message can't be deleted"), times=100)
    for message in list(guest.chat.history):
        stage.world.faults.script(DELETE, NOTHING_TO_DELETE, message=message)
    receipt = await guest.forget()
    assert showing(guest.chat.history) == []
    assert not [one for one in guest.chat.messages if not one.by_bot and reveals(one.text, AIGERIM)]
    assert not names_too_old(guest.text, receipt)


async def test_whoever_asks_for_the_card_again_gets_it_once_the_earlier_one_was_tried(stage: Stage) -> None:
    """/lead while the earlier one can be neither rewritten nor deleted: staff can work, and doctor names it."""
    reference, first = await taken_card(stage)
    for method in (EDIT, DELETE):
        stage.world.faults.script(method, faults.bad_request("MESSAGE_ID_INVALID"), times=100, message=first)
    again = await ask(stage, f"/lead {reference}")
    await stage.world.until(lambda: shows(again, AIGERIM))
    tried = [call.method for call in stage.world.calls if call.params.get("message_id") == first.id]
    assert tried[-2:] == [EDIT, DELETE]
    stage.world.faults.clear()
    await press(stage, stage.madina, CONTACTED)
    await stage.world.until(lambda: not shows(first, AIGERIM))
    assert showing(said(stage.group)) == [again]
