"""Telegram is busy, broken, or does not want us: facts arrive all the same, in order, and nobody else waits."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from simulator.errors import ApiError
from simulator.state import faults
from simulator.state.chat import Chat
from simulator.state.faults import Fault
from simulator.state.limits import COUNTED, RealLimits
from tests.form import progress
from tests.people import AIGERIM, ALICE, DANIYAR, Applicant
from tests.scenarios.evidence import (
    REFERENCE,
    cards,
    ever_showed,
    is_idle,
    reference_told,
    reveals,
    rows,
    said,
    shows,
)
from tests.scenarios.stage import Guest, Stage, open_stage
from tests.scenarios.test_correction import correct, save

TAKE, CLOSE, WON = "Жұмысқа алу", "Жабу", "Келістік"
FAULTS = {
    "5xx": faults.server_error("html"),
    "5xx after the effect": faults.server_error("html", 504, after=True),
    "reset before the effect": faults.reset_before_effect(),
    "reset after the effect": faults.reset_after_effect(),
    "429": faults.too_many_requests(1),
}
"""How a call ends. In which words and bytes it is told: tests/channels/telegram/test_responses.py."""
each_fault = pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)


def calls_to(stage: Stage, chat: Chat) -> list[int]:
    """When something was sent or edited there, in milliseconds."""
    return [
        call.at_ms for call in stage.world.calls if call.params.get("chat_id") == chat.id and call.method in COUNTED
    ]


def order_of_cards(stage: Stage) -> list[str]:
    return [REFERENCE.findall(card.text)[0] for card in cards(stage.group)]


def settled(stage: Stage) -> bool:
    return is_idle(stage.folder / "momu.db")


async def at_review(stage: Stage, *cast: Applicant) -> list[Guest]:
    guests = [stage.guest(who) for who in cast]
    await asyncio.gather(*(guest.fill_in() for guest in guests))
    return guests


async def confirm(guest: Guest) -> str:
    guest.user.tap(guest.text("button.confirm"))
    await guest.user.world.until(lambda: reference_told(guest.chat))
    return reference_told(guest.chat)


async def test_a_busy_group_is_left_alone_as_long_as_it_says_and_private_chats_go_on(stage: Stage) -> None:
    stage.world.faults.script("sendMessage", faults.too_many_requests(2), chat=stage.group)
    first, second = await at_review(stage, AIGERIM, DANIYAR)
    reference = await confirm(first)
    await stage.world.until(lambda: calls_to(stage, stage.group))
    refused_at = calls_to(stage, stage.group)[0]
    later = await confirm(second)
    assert cards(stage.group) == []
    assert stage.world.clock.now_ms() - refused_at < 1900
    await stage.world.until(lambda: len(cards(stage.group)) == 2)
    again = calls_to(stage, stage.group)[1]
    assert 2000 <= again - refused_at < 3500
    assert sorted(order_of_cards(stage)) == sorted([reference, later])


async def test_a_busy_private_chat_holds_up_nobody_else(stage: Stage) -> None:
    """Its owner writes on while the answers wait; everybody else is served meanwhile."""
    slow, quick = stage.guest(AIGERIM), stage.guest(DANIYAR)
    await slow.agree()
    stage.world.faults.script("sendMessage", faults.too_many_requests(4), chat=slow.chat)
    slow.user.write(AIGERIM.name)
    await stage.world.until(lambda: any(call.status == 429 for call in stage.world.calls))
    slow.user.write("тағы бірдеңе")
    began = stage.world.clock.now_ms()
    await quick.agree()
    assert stage.world.clock.now_ms() - began < 2500
    await slow.sees(progress("phone"))


@each_fault
async def test_a_card_is_sent_once_or_once_more_without_contacts(stage: Stage, fault: Fault) -> None:
    stage.world.faults.script("sendMessage", fault, chat=stage.group)
    reference = await stage.guest(AIGERIM).apply()
    await stage.card(reference)
    await stage.world.until(lambda: settled(stage))
    stage.madina.tap(TAKE, chat=stage.group)
    await stage.card(reference, AIGERIM.email)
    found = cards(stage.group, reference)
    assert len(found) <= (1 if fault.prevents else 2)
    assert [ever_showed(card, AIGERIM) for card in found].count(True) == 1


@each_fault
async def test_a_full_card_shows_contacts_once(tmp_path: Path, fault: Fault) -> None:
    async with open_stage(tmp_path / "data", staff_card="full") as stage:
        for method in ("sendMessage", "editMessageText"):
            stage.world.faults.script(method, fault, chat=stage.group)
        reference = await stage.guest(AIGERIM).apply()
        await stage.card(reference, AIGERIM.email)
        await stage.world.until(lambda: settled(stage))
        found = cards(stage.group, reference)
        assert [ever_showed(card, AIGERIM) for card in found].count(True) == 1


@each_fault
async def test_a_failing_edit_neither_doubles_nor_keeps_contacts(stage: Stage, fault: Fault) -> None:
    reference = await stage.guest(AIGERIM).apply()
    card = await stage.card(reference)
    stage.world.faults.script("editMessageText", fault, chat=stage.group)
    stage.madina.tap(TAKE, chat=stage.group)
    await stage.card(AIGERIM.email)
    await stage.world.until(lambda: settled(stage))
    for method in ("editMessageReplyMarkup", "editMessageText"):
        stage.world.faults.script(method, fault, chat=stage.group)
    stage.madina.tap(CLOSE, chat=stage.group)
    await stage.world.until(lambda: WON in card.labels)
    stage.madina.tap(WON, chat=stage.group)
    await stage.world.until(lambda: not shows(card, AIGERIM) and "Жабылды" in card.text)
    assert cards(stage.group) == [card]


@each_fault
async def test_a_conversation_survives_failing_answers(stage: Stage, fault: Fault) -> None:
    """A prompt may come twice, an answer is taken once, and data stands only in messages that are known."""
    guest = stage.guest(ALICE)
    guest.user.start()
    await stage.world.until(lambda: "I agree" in guest.chat.last.labels)
    for method in ("answerCallbackQuery", "editMessageReplyMarkup"):
        stage.world.faults.script(method, fault)
    await guest.tap("I agree", progress("name"))
    for answer, shown, method in (
        (ALICE.name, progress("phone"), "sendMessage"),
        (ALICE.phone, progress("email"), "deleteMessage"),
        (ALICE.email, ALICE.email, "editMessageText"),
    ):
        stage.world.faults.script(method, fault)
        await (guest.finish if answer == ALICE.email else guest.write)(answer, shown)
    reference = await confirm(guest)
    await stage.card(reference)
    await stage.world.until(lambda: settled(stage))
    assert not any(reveals(message.text, ALICE) for message in said(guest.chat) if not message.deleted)
    assert rows(stage.folder / "momu.db", "SELECT reference FROM leads") == [(reference,)]


async def test_a_bot_let_back_into_the_group_catches_up_in_order(stage: Stage) -> None:
    stage.group.kick_bot()
    guests = await at_review(stage, AIGERIM, DANIYAR, ALICE)
    references = [await confirm(guest) for guest in guests]
    await stage.world.until(lambda: any(call.status == 403 for call in stage.world.calls))
    assert cards(stage.group) == []
    stage.group.invite_bot()
    began = stage.world.clock.now_ms()
    await stage.world.until(lambda: len(cards(stage.group)) == 3)
    assert stage.world.clock.now_ms() - began < 3000
    assert order_of_cards(stage) == references


@each_fault
async def test_cards_keep_their_order_through_a_short_outage(stage: Stage, fault: Fault) -> None:
    """`One chat is served in order`: whoever came first is called first."""
    first, second = await at_review(stage, AIGERIM, DANIYAR)
    stage.world.faults.script("sendMessage", fault, chat=stage.group)
    references = [await confirm(first)]
    await stage.world.until(lambda: calls_to(stage, stage.group))
    references.append(await confirm(second))
    await stage.world.until(lambda: settled(stage))
    known = rows(
        stage.folder / "momu.db", "SELECT reference FROM cards, leads WHERE leads.id = lead ORDER BY message_id"
    )
    assert [reference for (reference,) in known] == references


async def test_somebody_who_blocks_the_bot_keeps_the_lead_and_is_left_alone(stage: Stage) -> None:
    (guest,) = await at_review(stage, AIGERIM)
    guest.user.tap(guest.text("button.confirm"))
    guest.user.block_bot()
    card = await stage.card("M-")
    await stage.world.until(lambda: settled(stage))
    tried = len(calls_to(stage, guest.chat))
    stage.world.clock.advance(24 * 3600)
    other = stage.guest(DANIYAR)
    await other.apply()
    await stage.stop()
    await stage.start()
    await other.hears(other.user.start)
    assert len(calls_to(stage, guest.chat)) == tried
    stage.madina.tap(TAKE, chat=stage.group, message=card)
    await stage.world.until(lambda: shows(card, AIGERIM))


REFUSALS = [
    pytest.param(faults.bad_request("not enough rights to send text messages to the chat"), id="a right taken away"),
    pytest.param(faults.bad_request("chat not found"), id="a group nobody knows"),
    pytest.param(faults.bad_request("message thread not found"), id="a wrong topic"),
    pytest.param(faults.bad_request("TOPIC_CLOSED"), id="a closed topic"),
    pytest.param(Fault(error=ApiError(401, "Unauthorized")), id="a token revoked for a while"),
]


async def test_a_group_in_which_nothing_can_be_said_is_out_of_reach(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    """The bot is not ready, the log says so once, and the card comes. All words for it: test_responses.py."""
    app = stage.app
    assert app
    stage.world.faults.script("sendMessage", faults.bad_request("CHAT_RESTRICTED"), chat=stage.group)
    guest = stage.guest(AIGERIM)
    await guest.fill_in()
    reference = await confirm(guest)
    await stage.world.until(lambda: not app.readiness().is_ready)
    stage.world.clock.advance(90)
    await stage.card(reference)
    await stage.world.until(lambda: app.readiness().is_ready)
    assert caplog.text.count("the staff group cannot be reached") == 1


async def test_a_message_that_is_refused_for_itself_says_nothing_about_the_group(stage: Stage) -> None:
    """The negative twin."""
    app = stage.app
    assert app
    stage.world.faults.script("sendMessage", faults.bad_request("message is too long"), chat=stage.group)
    guest = stage.guest(AIGERIM)
    await guest.fill_in()
    reference = await confirm(guest)
    await stage.world.until(lambda: calls_to(stage, stage.group))
    assert app.readiness().is_ready
    stage.world.clock.advance(90)
    await stage.card(reference)


@pytest.mark.parametrize("refusal", REFUSALS)
async def test_a_card_that_is_refused_is_not_given_up(stage: Stage, refusal: Fault) -> None:
    """One application = one card: whatever is wrong with the group, somebody mends it, and the card comes."""
    stage.world.faults.script("sendMessage", refusal, chat=stage.group)
    reference = await stage.guest(AIGERIM).apply()
    await stage.world.until(lambda: calls_to(stage, stage.group))
    later = await stage.guest(DANIYAR).apply()
    stage.world.clock.advance(90)
    await stage.world.until(lambda: cards(stage.group, reference) and cards(stage.group, later), timeout=2.5)


async def test_cards_follow_a_group_that_has_moved(tmp_path: Path) -> None:
    """The owner made the basic group a supergroup; the new id outlives a restart, whatever STAFF_CHAT_ID says."""
    async with open_stage(tmp_path / "data") as stage:
        await stage.stop()
        old = stage.world.basic_group("Лицензиялар", members=[stage.madina, stage.timur])
        stage.options["staff_chat_id"] = old.id
        await stage.start()
        new = old.migrate()
        reference = await stage.guest(AIGERIM).apply()
        await stage.world.until(lambda: cards(new, reference), timeout=2.5)
        await stage.stop()
        await stage.start()
        later = await stage.guest(DANIYAR).apply()
        await stage.world.until(lambda: cards(new, later), timeout=2.5)


async def test_a_group_that_has_moved_gets_its_commands(tmp_path: Path) -> None:
    async with open_stage(tmp_path / "data") as stage:
        await stage.stop()
        old = stage.world.basic_group("Лицензиялар", members=[stage.madina, stage.timur])
        stage.options["staff_chat_id"] = old.id
        await stage.start()
        new = old.migrate()
        await stage.guest(AIGERIM).apply()
        await stage.world.until(lambda: "leads" in dict(stage.timur.commands_shown(new)))


async def test_a_burst_of_leads_never_exceeds_what_a_group_may_hear(stage: Stage) -> None:
    """Twenty a minute at once, edits counted; the rest waits, and Telegram never has to say 429."""
    stage.world.limits = RealLimits(overall=10_000, private_burst=1000)
    crowd = [
        Applicant(f"Гость{number}", "ru", "Иванова Анна", f"+7701{number:07d}", f"guest{number}@example.com")
        for number in range(22)
    ]
    await asyncio.gather(*(stage.guest(who).apply() for who in crowd))
    await stage.world.until(lambda: len(cards(stage.group)) == 20)
    times = calls_to(stage, stage.group)
    assert times[19] - times[0] < 10_000
    stage.madina.tap(TAKE, chat=stage.group)
    await stage.world.until(lambda: rows(stage.folder / "momu.db", "SELECT 1 FROM leads WHERE status = 'taken'"))
    assert len(calls_to(stage, stage.group)) == 20
    assert not any(call.status == 429 for call in stage.world.calls)


async def test_a_full_group_does_not_keep_people_waiting(stage: Stage) -> None:
    """The group has heard its twenty a minute; a colleague presses Close twice; a newcomer must not notice."""
    await stage.guest(AIGERIM).apply()
    card = await stage.card("M-")
    stage.madina.tap(TAKE, chat=stage.group)
    await stage.card(AIGERIM.email)
    stage.world.faults.script("editMessageReplyMarkup", faults.too_many_requests(4), chat=stage.group)
    stage.madina.tap(CLOSE, chat=stage.group)
    await stage.world.until(lambda: any(call.status == 429 for call in stage.world.calls))
    stage.madina.tap(CLOSE, chat=stage.group, message=card)
    newcomer = stage.guest(DANIYAR)
    began = stage.world.clock.now_ms()
    await newcomer.agree()
    assert stage.world.clock.now_ms() - began < 2500


async def test_an_outage_at_the_start_is_waited_for(tmp_path: Path) -> None:
    async with open_stage(tmp_path / "data") as stage:
        await stage.stop()
        for method in ("deleteWebhook", "getUpdates", "setMyCommands"):
            stage.world.faults.script(method, faults.server_error("html"))
        await stage.start()
        await stage.guest(AIGERIM).agree()


async def test_what_changes_while_the_card_is_on_its_way_stands_on_it(stage: Stage) -> None:
    """The card is recorded as told together with its place, unless its application was told anew meanwhile."""
    stage.world.faults.script("sendMessage", faults.slow(5), chat=stage.group)
    guest = stage.guest(AIGERIM)
    reference = await guest.apply()
    await correct(guest, "email", "aigerim.jana@example.org")
    await save(guest)
    assert rows(stage.folder / "momu.db", "SELECT * FROM cards") == []
    card = await stage.card(reference)
    await stage.world.until(lambda: settled(stage))
    assert "түзетті" in card.text
    assert cards(stage.group) == [card]
