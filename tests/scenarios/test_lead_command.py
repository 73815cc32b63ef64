"""/lead brings an application's card again: with its history, its contacts never in two messages."""

from __future__ import annotations

import json
import re

import pytest

from simulator.state import faults
from tests.people import AIGERIM, MADINA, TIMUR
from tests.scenarios.colleagues import (
    CONTACTED,
    TAKE,
    WHEN_TAKEN,
    ask,
    card_shown_again,
    contacted_card,
    forge,
    handed_over_card,
    new_card,
    press,
    reopened_card,
    taken_card,
    wait_for_deliveries,
)
from tests.scenarios.evidence import cards, first_text, reveals, rows, said, shows
from tests.scenarios.stage import Stage, words

KK = words("kk")


def moved(reference: str) -> str:
    return re.sub(r"<[^>]+>", "", KK("card.moved", reference=reference))


async def test_a_taken_lead_comes_again_and_the_old_card_is_emptied_first(stage: Stage) -> None:
    reference, first = await taken_card(stage)
    again = await ask(stage, f"/lead {reference}")
    await stage.world.until(lambda: shows(again, AIGERIM))
    assert first.text == moved(reference)
    assert first.labels == []
    assert again.protected
    assert not reveals(first_text(again), AIGERIM)
    edits = [
        call
        for call in stage.world.calls
        if call.method == "editMessageText" and call.params["chat_id"] == stage.group.id
    ]
    assert [call.params["message_id"] for call in edits[-2:]] == [first.id, again.id]
    await press(stage, stage.madina, CONTACTED)
    await stage.world.until(lambda: f"Хабарласты: {MADINA}" in again.text)
    assert first.text == moved(reference)


async def test_the_card_asked_for_tells_what_happened(stage: Stage) -> None:
    reference, _ = await handed_over_card(stage)
    again = await ask(stage, f"/lead@momu_bot {reference}")
    await stage.world.until(lambda: KK("step.take_over") in again.text)
    for step, who in (("take", MADINA), ("offer", MADINA), ("take_over", TIMUR)):
        assert any(KK(f"step.{step}") in line and who in line for line in again.text.splitlines())


@pytest.mark.parametrize("typed", ["{0}", "{1}", "m {1}", "{2}"])
async def test_a_reference_may_be_typed_carelessly(stage: Stage, typed: str) -> None:
    reference, _ = await new_card(stage)
    answer = await ask(stage, "/lead " + typed.format(reference, reference[2:], reference.lower()))
    assert reference in answer.text
    await stage.world.until(lambda: answer.labels == [TAKE])


async def test_an_answer_to_a_card_means_its_application(stage: Stage) -> None:
    reference, first = await taken_card(stage)
    again = await ask(stage, "/lead", reply_to=first)
    await stage.world.until(lambda: shows(again, AIGERIM))
    once_more = await ask(stage, "/lead", reply_to=first)  # the emptied one still says whose it was
    await stage.world.until(lambda: shows(once_more, AIGERIM))
    assert [first.text, again.text] == [moved(reference)] * 2


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("/lead@momu_bot", "lead.which"),
        ("/lead@momu_bot M-222222", "lead.unknown"),
        ("/lead@momu_bot сәлем", "lead.unknown"),
        ("/lead@momu_bot M-7K3F9Q қосымша", "lead.unknown"),
        ("/lead@momu_bot " + "9" * 4000, "lead.unknown"),
    ],
)
async def test_what_means_no_application_gets_a_kind_answer(stage: Stage, command: str, answer: str) -> None:
    said_back = await ask(stage, command)
    assert said_back.html == KK(answer, command="lead")


async def test_an_answer_to_something_else_means_no_application(stage: Stage) -> None:
    listed = await ask(stage, "/leads@momu_bot")
    assert (await ask(stage, "/lead", reply_to=listed)).html == KK("lead.unknown", command="lead")


async def test_a_press_on_the_old_card_is_shown_the_way(stage: Stage) -> None:
    _, first = await taken_card(stage)
    data = first.inline_buttons[0].data or ""
    again = await ask(stage, "/lead", reply_to=first)
    await stage.world.until(lambda: shows(again, AIGERIM))
    assert await forge(stage, stage.madina, first, data) == KK("staff.other_card")
    assert shows(again, AIGERIM)
    assert not shows(first, AIGERIM)


async def test_asked_for_many_times_at_once_one_card_stays(stage: Stage) -> None:
    reference, _ = await taken_card(stage)
    for _ in range(6):
        stage.madina.write(f"/lead {reference}", chat=stage.group)
        stage.timur.write(f"/lead {reference}", chat=stage.group)
    await stage.world.until(lambda: not stage.world.updates.pending)
    await stage.world.until(lambda: not rows(stage.folder / "momu.db", "SELECT 1 FROM outbox WHERE lane = 'staff'"))
    standing = [message for message in cards(stage.group, reference) if message.text != moved(reference)]
    assert [shows(message, AIGERIM) for message in standing] == [True]
    assert rows(stage.folder / "momu.db", "SELECT count(*) FROM old_cards WHERE open = 1") == [(0,)]


async def test_a_card_comes_again_through_a_fault_at_each_step(stage: Stage) -> None:
    reference, first = await taken_card(stage)
    for method in ("sendMessage", "editMessageText"):
        stage.world.faults.script(method, faults.server_error(), chat=stage.group)
    again = await ask(stage, f"/lead {reference}")
    await stage.world.until(lambda: shows(stage.group.last, AIGERIM) and first.text == moved(reference))
    assert not [
        one for one in cards(stage.group, reference) if one not in (again, stage.group.last) and shows(one, AIGERIM)
    ]


async def test_an_old_card_that_cannot_be_rewritten_is_deleted(stage: Stage) -> None:
    reference, first = await taken_card(stage)
    stage.world.faults.script("editMessageText", faults.bad_request("message can't be edited"), chat=stage.group)
    again = await ask(stage, f"/lead {reference}")
    await stage.world.until(lambda: shows(again, AIGERIM))
    assert first.deleted


async def test_a_command_delivered_again_brings_no_second_card(stage: Stage) -> None:
    reference, _ = await taken_card(stage)
    command = stage.madina.write(f"/lead {reference}", chat=stage.group)
    await stage.world.until(lambda: len(cards(stage.group, reference)) == 2 and shows(stage.group.last, AIGERIM))
    stage.world.redeliver(command.update)
    await stage.restart()
    stage.world.redeliver(command.update)
    await wait_for_deliveries(stage)
    assert len(cards(stage.group, reference)) == 2


async def test_an_old_card_deleted_by_hand_is_no_obstacle(stage: Stage) -> None:
    reference, first = await taken_card(stage)
    stage.madina.delete(first)
    again = await ask(stage, f"/lead {reference}")
    await stage.world.until(lambda: shows(again, AIGERIM))
    assert again.labels == WHEN_TAKEN


async def test_the_history_and_its_times_are_in_the_person_s_file_without_names(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    reference = await guest.apply()
    await stage.card(reference)
    await press(stage, stage.madina, TAKE)
    await stage.card(AIGERIM.email)
    guest.user.write("/my_data")
    await stage.world.until(lambda: guest.chat.last.document and b"telegram_id" in guest.chat.last.document.content)
    document = guest.chat.last.document
    assert document
    (application,) = json.loads(document.content)["applications"]
    assert [step["step"] for step in application["steps"]] == ["take"]
    assert MADINA not in document.content.decode()


@pytest.mark.parametrize("scene", [contacted_card, reopened_card, card_shown_again], ids=lambda scene: scene.__name__)
async def test_no_name_of_a_colleague_is_readable_at_rest(stage: Stage, scene: object) -> None:
    await scene(stage)  # type: ignore[operator]
    await stage.stop()
    found = b"".join(path.read_bytes() for path in stage.folder.iterdir() if path.is_file())
    for secret in (MADINA, TIMUR, str(stage.madina.id), str(stage.timur.id), AIGERIM.email):
        assert secret.encode() not in found
    assert said(stage.group)
