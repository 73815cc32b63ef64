"""A fill takes effect at Telegram although the process that sent it was killed before the answer.

The kind: a message that was to get somebody's data is emptied by the next process, and the late fill puts it in again.
The next process runs here, on the same files, so that its clock can be moved.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.channels.telegram.message_locks import LATE_EFFECT_SECONDS
from bot.domain.time import Moment
from bot.operator.find import Query
from bot.operator.hold import hold
from simulator.state import faults
from simulator.state.chat import Chat
from simulator.state.message import Message
from tests.form import NAMES
from tests.people import AIGERIM, DANIYAR
from tests.scenarios.colleagues import TAKE, new_card
from tests.scenarios.evidence import is_idle, rows, shows
from tests.scenarios.processes import Deployment, kill_at_call, open_deployment, wait_for
from tests.scenarios.stage import Guest, Stage, open_store_of, words
from tests.scenarios.test_fill_after_emptying import EDIT, MEDIA, late_effects, nothing_is_left, up_to_the_last
from tests.scenarios.test_forget_me import RECEIPT
from tests.scenarios.test_untrue_refusals import applicant, showing

KK = words("kk")
DELETE, DELETE_ALL = "deleteMessage", "deleteMessages"
FAR = Moment(4_000_000_000_000)
WHEN_TOLD = faults.late_effect(3600.0)
REFUSED = faults.bad_request("MESSAGE_ID_INVALID")


@pytest.fixture
async def deployed(tmp_path: Path) -> AsyncIterator[Deployment]:
    async with open_deployment(tmp_path, QUIET_HOURS="00:00-00:00") as opened:
        await opened.bot.start()
        yield opened
        await opened.stage.stop()


def dies_filling(deployed: Deployment, chat: Chat, method: str = EDIT) -> None:
    """Its next fill in this chat kills the process, and takes effect when the test says so."""
    deployed.stage.world.faults.script(method, WHEN_TOLD, chat=chat)
    kill_at_call(deployed, method, chat)


async def goes_on(deployed: Deployment) -> Stage:
    """The process has died, and the next one runs."""
    await deployed.bot.end()
    await deployed.stage.start()
    return deployed.stage


def the_fill_arrives(stage: Stage) -> None:
    assert late_effects(stage) == 0
    stage.world.late_calls.let_in()
    assert late_effects(stage) == 1


def calls(stage: Stage, method: str, message: Message) -> int:
    return sum(call.method == method and call.params.get("message_id") == message.id for call in stage.world.calls)


def edits(stage: Stage, message: Message) -> int:
    return sum(calls(stage, method, message) for method in (EDIT, MEDIA, "editMessageCaption"))


async def taken_and_killed(deployed: Deployment) -> tuple[Stage, str, Message]:
    reference, card = await new_card(deployed.stage)
    dies_filling(deployed, deployed.stage.group)
    deployed.stage.madina.tap(TAKE, chat=deployed.stage.group)
    return await goes_on(deployed), reference, card


async def test_contacts_that_come_late_find_no_card_of_an_erased_person(deployed: Deployment) -> None:
    stage, _, card = await taken_and_killed(deployed)
    await applicant(stage).forget()
    the_fill_arrives(stage)
    assert showing(stage.group.history) == []
    assert card.deleted


async def test_contacts_that_come_late_leave_a_card_that_cannot_be_deleted(deployed: Deployment) -> None:
    stage, _, card = await taken_and_killed(deployed)
    stage.world.faults.script(DELETE, REFUSED, chat=stage.group)
    receipt = await applicant(stage).forget()
    assert KK("erased.card_pending") in receipt.html
    the_fill_arrives(stage)
    assert shows(card, AIGERIM)
    assert rows(stage.folder / "momu.db", "SELECT stage FROM erasures") == [("destroyed",)]
    await stage.pass_time(LATE_EFFECT_SECONDS)
    await stage.world.until(lambda: not showing(stage.group.history))
    await stage.world.until(lambda: rows(stage.folder / "momu.db", "SELECT stage FROM erasures") == [("done",)])


async def test_the_doubt_outlives_two_processes_and_an_erasure_that_is_under_way(deployed: Deployment) -> None:
    """The second one begins the erasure; the third empties the card, and Telegram does not delete it."""
    stage, _, card = await taken_and_killed(deployed)
    stage.world.faults.script(DELETE, REFUSED, times=2, chat=stage.group)
    await applicant(stage).forget()
    await stage.restart()
    the_fill_arrives(stage)
    assert shows(card, AIGERIM)
    await stage.pass_time(LATE_EFFECT_SECONDS)
    await stage.world.until(lambda: not showing(stage.group.history))


async def test_a_card_that_an_earlier_one_replaced_keeps_its_doubt(deployed: Deployment) -> None:
    stage, reference, card = await taken_and_killed(deployed)
    stage.madina.write(f"/lead {reference}", chat=stage.group)
    await stage.world.until(lambda: stage.group.last is not card and shows(stage.group.last, AIGERIM))
    the_fill_arrives(stage)
    await stage.world.until(lambda: not shows(card, AIGERIM) or card.deleted)
    assert showing(stage.group.history) == [stage.group.last]
    await applicant(stage).forget()
    await stage.world.until(lambda: not showing(stage.group.history))


async def taken_on_hold(deployed: Deployment, *, killed: bool) -> tuple[Stage, str, Message]:
    stage = deployed.stage
    reference, card = await new_card(stage)
    await wait_for(lambda: is_idle(deployed.database))  # until its id is stored, the next process sends another
    deployed.bot.kill()
    await deployed.bot.end()
    async with open_store_of(stage.folder) as store:
        assert await hold(store, Query(lead=reference), "сот", FAR) == 1
    if killed:
        await deployed.bot.start()
        dies_filling(deployed, stage.group)
        stage.madina.tap(TAKE, chat=stage.group)
        await goes_on(deployed)
    else:
        await stage.start()
        stage.world.faults.script(EDIT, WHEN_TOLD, chat=stage.group)
        stage.madina.tap(TAKE, chat=stage.group)
        await stage.card(AIGERIM.email)
    return stage, reference, card


async def withdraw(stage: Stage, reference: str, card: Message) -> None:
    guest = applicant(stage)
    await guest.asks_to_forget()
    await guest.tap(KK("button.forget"), "сот")
    await stage.world.until(lambda: card.html == KK("card.withdrawn", reference=reference))


@pytest.mark.parametrize("killed", [True, False])
async def test_contacts_that_come_late_leave_the_card_of_whoever_is_on_hold(deployed: Deployment, killed: bool) -> None:
    stage, reference, card = await taken_on_hold(deployed, killed=killed)
    await withdraw(stage, reference, card)
    await stage.sweep()  # the bot, too, knows by now that it is emptied
    the_fill_arrives(stage)
    assert shows(card, AIGERIM)
    await stage.pass_time(LATE_EFFECT_SECONDS)
    await stage.world.until(lambda: card.html == KK("card.withdrawn", reference=reference))


@pytest.mark.parametrize("killed", [True, False])
async def test_contacts_that_come_before_the_emptying_is_answered_leave_the_card(
    deployed: Deployment, killed: bool
) -> None:
    """Before that answer the time ends, too, in which they can come."""
    stage, reference, card = await taken_on_hold(deployed, killed=killed)
    await stage.sweep()
    stage.world.faults.script(EDIT, faults.slow(0.5), message=card)
    await withdraw(stage, reference, card)
    the_fill_arrives(stage)
    assert shows(card, AIGERIM)
    await stage.pass_time(LATE_EFFECT_SECONDS)
    await stage.pass_time(LATE_EFFECT_SECONDS)
    await stage.world.until(lambda: card.html == KK("card.withdrawn", reference=reference))


async def killed_at_review(deployed: Deployment) -> tuple[Stage, Guest, Message]:
    guest = await up_to_the_last(deployed.stage)
    dies_filling(deployed, guest.chat)
    guest.answer(NAMES[-1])
    stage = await goes_on(deployed)
    return stage, guest, next(one for one in reversed(guest.chat.history) if one.by_bot)


async def test_a_review_that_was_sent_in_the_next_process_stays_empty(deployed: Deployment) -> None:
    stage, guest, review = await killed_at_review(deployed)
    guest.user.write(KK("button.confirm"))
    await stage.world.until(lambda: rows(stage.folder / "momu.db", "SELECT 1 FROM leads"))
    await stage.world.until(lambda: review.deleted)
    the_fill_arrives(stage)
    await nothing_is_left(stage, guest)
    await guest.forget()
    assert showing(guest.chat.history) == []


async def comes_back_and_goes(stage: Stage, guest: Guest, message: Message) -> None:
    """Of an erased person a message that cannot be deleted: emptied, filled late, emptied; only then the receipt."""
    for method in (DELETE, DELETE_ALL):
        stage.world.faults.script(method, REFUSED, times=100, chat=guest.chat)
    before = edits(stage, message)
    guest.user.write("/forget_me")
    guest.user.write("иә")
    await stage.world.until(lambda: edits(stage, message) > before and not showing(guest.chat.history))
    await stage.sweep()  # the bot, too, knows by now that it is emptied
    the_fill_arrives(stage)
    assert showing(guest.chat.history) == [message]
    assert not any(RECEIPT.search(one.text) for one in guest.chat.messages if one.by_bot)
    await stage.pass_time(LATE_EFFECT_SECONDS)
    await stage.world.until(lambda: any(RECEIPT.search(one.text) for one in guest.chat.messages if one.by_bot))
    assert showing(guest.chat.history) == []


async def test_a_review_that_cannot_be_deleted_is_empty_when_its_person_is_told_so(deployed: Deployment) -> None:
    stage, guest, review = await killed_at_review(deployed)
    await comes_back_and_goes(stage, guest, review)


@pytest.mark.parametrize("method", [EDIT, MEDIA], ids=["the words", "the file"])
async def test_an_answer_to_my_data_that_cannot_be_deleted_is_empty_when_its_person_is_told_so(
    deployed: Deployment, method: str
) -> None:
    guest = deployed.stage.guest(AIGERIM)
    await guest.apply()
    await wait_for(lambda: not rows(deployed.database, "SELECT 1 FROM outbox"))
    before = len(guest.chat.history)
    dies_filling(deployed, guest.chat, method)
    guest.user.write("/my_data")
    stage = await goes_on(deployed)
    answers = [one for one in guest.chat.history[before:] if one.by_bot]
    await comes_back_and_goes(stage, guest, answers[-1])


# The other side: the answer came


async def test_a_card_whose_fill_was_answered_is_rewritten_by_the_next_process(deployed: Deployment) -> None:
    reference, card = await new_card(deployed.stage)
    deployed.stage.madina.tap(TAKE, chat=deployed.stage.group)
    await deployed.stage.card(AIGERIM.email)
    await wait_for(lambda: not rows(deployed.database, "SELECT 1 FROM outbox"))
    deployed.bot.kill()
    stage = await goes_on(deployed)
    before = calls(stage, EDIT, card)
    await applicant(stage).forget()
    await stage.world.until(lambda: card.html == KK("card.withdrawn", reference=reference))
    await stage.world.until(lambda: rows(stage.folder / "momu.db", "SELECT stage FROM erasures") == [("done",)])
    assert (calls(stage, EDIT, card) - before, calls(stage, DELETE, card)) == (1, 0)


async def test_a_review_whose_fill_was_answered_is_emptied_once_by_the_next_process(deployed: Deployment) -> None:
    guest = deployed.stage.guest(AIGERIM)
    await guest.fill_in()
    review = guest.chat.last
    await deployed.stage.guest(DANIYAR).agree()  # whatever is committed next takes along that the answer came
    deployed.bot.kill()
    stage = await goes_on(deployed)
    before = calls(stage, EDIT, review)
    await guest.confirm()
    await stage.world.until(lambda: not rows(stage.folder / "momu.db", "SELECT 1 FROM outbox"))
    assert (calls(stage, EDIT, review) - before, calls(stage, DELETE, review)) == (1, 0)
    assert not review.deleted
    assert showing(guest.chat.history) == []
