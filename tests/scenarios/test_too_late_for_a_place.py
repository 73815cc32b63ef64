"""What was sent and has no place any more is taken back at once; what nobody wants any more is not sent at all.

The kind: a card, a note, a stub whose sending is slow or waits for the group's pace while its person withdraws.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from bot.channels.telegram import adapter
from bot.channels.telegram.common_pace import RECHECK_SECONDS
from bot.channels.telegram.pace import Pace
from simulator.state import faults
from simulator.state.message import Message
from storage.new_keys import Key
from storage.statements import Statements, StorageUnavailable
from storage.store import Store
from tests.people import AIGERIM, ALICE, DANIYAR, Applicant
from tests.scenarios.colleagues import TAKE, press
from tests.scenarios.evidence import REFERENCE, cards, rows, said
from tests.scenarios.stage import Guest, Stage, words
from tests.scenarios.test_forget_me import RECEIPT
from tests.scenarios.test_untrue_refusals import applicant, doctor

KK = words("kk")
HOURS = 3600
SEND, DELETE, EDIT = "sendMessage", "deleteMessage", "editMessageText"


async def sent_slowly(stage: Stage, who: Applicant = AIGERIM, seconds: float = 1.0) -> tuple[Guest, Message]:
    """The card stands in the group, and the bot does not know its number yet."""
    stage.world.faults.script(SEND, faults.slow(seconds), chat=stage.group)
    guest = stage.guest(who)
    await guest.apply()
    return guest, await stage.card("M-")


def open_rows(stage: Stage) -> list[tuple[object, ...]]:
    return rows(stage.folder / "momu.db", "SELECT kind FROM outbox")


@pytest.mark.parametrize("who", [AIGERIM, DANIYAR, ALICE], ids=lambda who: who.language)
async def test_a_card_that_was_under_way_when_its_person_withdrew_is_deleted(
    stage: Stage, caplog: pytest.LogCaptureFixture, who: Applicant
) -> None:
    guest, card = await sent_slowly(stage, who)
    await guest.forget()
    await stage.world.until(lambda: card.deleted)
    await stage.world.until(lambda: not open_rows(stage))
    assert cards(stage.group) == []
    assert not any("lane left waiting" in line for line in caplog.messages)


async def test_an_application_that_ends_while_its_card_is_under_way_leaves_none(stage: Stage) -> None:
    _, card = await sent_slowly(stage, seconds=1.5)
    stage.execute("UPDATE leads SET destroy_at = 1")
    await stage.sweep()
    await stage.world.until(lambda: card.deleted)
    assert cards(stage.group) == []


async def test_a_card_without_a_place_is_taken_back_by_the_next_process(stage: Stage) -> None:
    guest, card = await sent_slowly(stage)
    for fault in (faults.server_error(), faults.reset_before_effect()):
        stage.world.faults.script(DELETE, fault, chat=stage.group)
    await guest.forget()
    await stage.world.until(lambda: ("stray",) in open_rows(stage))
    await stage.restart()
    await stage.world.until(lambda: card.deleted)
    await stage.world.until(lambda: not open_rows(stage))


async def test_one_that_cannot_be_deleted_says_that_there_is_nobody(stage: Stage) -> None:
    guest, card = await sent_slowly(stage)
    stage.world.faults.script(DELETE, faults.bad_request("message can't be deleted"), chat=stage.group)
    await guest.forget()
    await stage.world.until(lambda: card.html == KK("card.stray"))
    assert card.labels == []


async def test_one_out_of_reach_is_named_and_tried_again_a_day_later(stage: Stage) -> None:
    guest, card = await sent_slowly(stage)
    for method in (DELETE, EDIT):
        stage.world.faults.script(method, faults.bad_request("MESSAGE_ID_INVALID"), times=100, message=card)
    await guest.forget()
    await stage.world.until(lambda: rows(stage.folder / "momu.db", "SELECT 1 FROM erasure_cards"))
    await stage.world.until(lambda: not open_rows(stage))
    assert f"delete this message in the group {stage.group.id} by hand: {card.id}" in await doctor(stage)
    stage.world.faults.clear()
    await stage.start()
    later = await stage.guest(DANIYAR).apply()
    await stage.world.until(lambda: cards(stage.group, later))  # it holds up nobody
    assert not card.deleted
    await stage.pass_time(24 * HOURS)
    await stage.world.until(lambda: card.deleted)


# While storage refuses


def refuse_places(monkeypatch: pytest.MonkeyPatch, times: int, *, written: bool) -> None:
    """The next commits of a card's place fail: before they are written, or after."""
    try_commit, left = Store.try_commit, [None] * times

    async def refuse(store: Store, changes: Statements, new_keys: Sequence[Key] = ()) -> bool:
        if not (left and any("INTO cards" in change.sql for change in changes)):
            return await try_commit(store, changes, new_keys)
        left.pop()
        if written:
            await try_commit(store, changes, new_keys)
        raise StorageUnavailable("SQLITE_IOERR")

    monkeypatch.setattr(Store, "try_commit", refuse)


@pytest.mark.parametrize("written", [False, True], ids=["nothing is written", "it is written all the same"])
async def test_a_card_whose_place_cannot_be_recorded_stays_the_only_one(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, written: bool
) -> None:
    refuse_places(monkeypatch, 2, written=written)
    reference = await stage.guest(AIGERIM).apply()
    card = await stage.card(reference)
    await stage.world.until(lambda: not open_rows(stage))
    assert [one for one in stage.group.history if one.by_bot] == [card]
    assert not card.deleted
    await press(stage, stage.madina, TAKE, card)
    await stage.world.until(lambda: AIGERIM.email in card.text)


async def test_a_card_whose_place_cannot_be_recorded_goes_with_its_person(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    guest, card = await sent_slowly(stage)
    refuse_places(monkeypatch, 1, written=False)
    await guest.forget()
    await stage.world.until(lambda: card.deleted)
    await stage.world.until(lambda: not open_rows(stage))
    assert cards(stage.group) == []


# What waits for the pace


class Gate:
    """The group's pace, opened by the test: who waits is counted, and the clock moves when it opens.

    What waits for the pace of all chats together is let through.
    """

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._open = asyncio.Event()
        self.waiting = 0

    async def sleep(self, seconds: float) -> None:
        if seconds <= RECHECK_SECONDS:
            await asyncio.sleep(seconds)
            return
        self.waiting += 1
        await self._open.wait()
        self._stage.world.clock.advance(seconds)
        await asyncio.sleep(0)

    def open(self) -> None:
        self._open.set()


@pytest.fixture
async def gate(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Gate:
    """A group with one card that has had its twenty messages, so that the next has to wait."""
    await stage.stop()
    gate, clock = Gate(stage), stage.world.clock
    pace = Pace(lambda: clock.now_ms() / 1000, gate.sleep)
    monkeypatch.setattr(adapter, "Pace", lambda *_: pace)
    await stage.start()
    await stage.guest(AIGERIM).apply()
    await stage.world.until(lambda: cards(stage.group))
    while not pace.is_full(stage.group.id):
        await pace.wait(stage.group.id)
    return gate


async def test_a_card_that_waited_for_the_pace_is_not_sent_once_its_person_has_withdrawn(
    stage: Stage, gate: Gate
) -> None:
    late, later = stage.guest(DANIYAR), stage.guest(ALICE)
    reference = await late.apply()
    await stage.world.until(lambda: gate.waiting)
    await later.apply()
    await late.forget()
    gate.open()
    await stage.world.until(lambda: "English" in stage.group.last.text)
    assert cards(stage.group, reference) == []
    assert reference not in "".join(message.text for message in said(stage.group))


async def test_a_card_that_waits_is_sent_if_its_person_stays(stage: Stage, gate: Gate) -> None:
    """The other side."""
    reference = await stage.guest(DANIYAR).apply()
    await stage.world.until(lambda: gate.waiting)
    gate.open()
    await stage.world.until(lambda: cards(stage.group, reference))


async def test_contacts_that_waited_for_the_pace_are_not_shown_once_the_person_has_withdrawn(
    stage: Stage, gate: Gate
) -> None:
    (first,) = cards(stage.group)
    (reference,) = REFERENCE.findall(first.text)
    stage.madina.tap(TAKE, chat=stage.group, message=first)
    await stage.world.until(lambda: gate.waiting)
    await applicant(stage).forget()
    gate.open()
    await stage.world.until(lambda: first.html == KK("card.withdrawn", reference=reference))
    assert not any(AIGERIM.email in version.text for version in first.edits)


# In the private chat


@pytest.mark.parametrize("slow", [SEND, "sendDocument"], ids=["the words", "the file"])
async def test_a_stub_of_my_data_that_comes_too_late_does_not_stay(stage: Stage, slow: str) -> None:
    guest = stage.guest(AIGERIM)
    await guest.apply()
    stage.world.faults.script(slow, faults.slow(1.0), chat=guest.chat)
    guest.user.write("/my_data")
    await stage.world.until(lambda: KK("my_data.stub") in guest.chat.last.html)
    guest.user.write("/forget_me")
    guest.user.write("иә")
    await stage.world.until(lambda: any(RECEIPT.search(one.text) for one in guest.chat.messages))
    await stage.world.until(lambda: not any(one.html == KK("my_data.stub") for one in guest.chat.messages))
    await stage.world.until(lambda: not open_rows(stage))


@pytest.mark.parametrize("slow", [SEND, "editMessageText"], ids=["a new thanks", "the review"])
async def test_what_was_waiting_to_be_told_is_not_told_after_the_receipt(stage: Stage, slow: str) -> None:
    """The reference, held up by a busy chat."""
    guest = stage.guest(AIGERIM)
    await guest.fill_in()
    await asyncio.sleep(2)  # a press in the first second of a process may have waited
    stage.world.faults.script(slow, faults.too_many_requests(1), chat=guest.chat)
    confirm = guest.user.write if slow == SEND else guest.user.tap
    confirm(KK("button.confirm"))
    await stage.world.until(lambda: any(call.status == 429 for call in stage.world.calls))
    guest.user.write("/forget_me")
    guest.user.write("иә")
    await stage.world.until(lambda: any(RECEIPT.search(one.text) for one in guest.chat.messages))
    await stage.world.until(lambda: not open_rows(stage))
    texts = [one.text for one in guest.chat.messages if one.by_bot]
    assert RECEIPT.search(texts[-1])
    assert not any("M-" in text for text in texts)
