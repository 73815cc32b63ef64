"""A topic that Telegram does not know: deleted, General by its number, or of a chat whose topics were turned off.

Whatever was to be said there is said outside topics; the operator hears of the group's. What waits for a topic that
was merely closed stands in test_connecting.py.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from simulator.state.group import Group
from simulator.state.topics import GENERAL, Topic
from tests.cases import cases
from tests.form import NAMES, progress
from tests.people import AIGERIM, DANIYAR
from tests.scenarios.evidence import cards
from tests.scenarios.stage import Guest, Stage, open_stage, words

KK = words("kk")
TAKE = "Жұмысқа алу"


async def forum(stage: Stage, topic: int | None = None) -> tuple[Group, Topic]:
    """The staff group has topics now, and cards go to one of them, or to `topic`."""
    group = stage.world.supergroup("Лицензиялар", members=[stage.madina, stage.timur], forum=True)
    leads = group.create_topic("Өтінімдер")
    stage.group = group
    await stage.restart(staff_chat_id=group.id, staff_topic_id=topic or leads.id)
    return group, leads


async def test_cards_go_to_the_topic_that_is_set(stage: Stage) -> None:
    _, topic = await forum(stage)
    reference = await stage.guest(AIGERIM).apply()
    assert (await stage.card(reference)).topic == topic.id


async def test_general_by_its_number_is_the_group_without_a_topic(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    group, _ = await forum(stage, topic=GENERAL)
    reference = await stage.guest(AIGERIM).apply()
    card = await stage.card(reference)
    stage.madina.tap(TAKE, chat=group)
    await stage.card(AIGERIM.email)
    assert card.topic is None
    assert not [call for call in stage.world.calls if call.status == 400]
    assert "topic" not in caplog.text


@pytest.mark.parametrize(
    "vanish",
    [
        pytest.param(lambda _, topic: topic.delete(), id="deleted"),
        pytest.param(lambda group, _: group.topics.clear(), id="one that never was"),
        pytest.param(lambda group, _: group.turn_topics_off(), id="topics turned off"),
    ],
)
async def test_cards_of_a_topic_that_is_gone_come_outside_topics(
    stage: Stage, caplog: pytest.LogCaptureFixture, vanish: Callable[[Group, Topic], None]
) -> None:
    group, topic = await forum(stage)
    vanish(group, topic)
    references = [await stage.guest(who).apply() for who in (AIGERIM, DANIYAR)]
    await stage.world.until(lambda: all(cards(group, reference) for reference in references))
    assert [card.topic for card in cards(group)] == [None, None]
    assert stage.app
    assert ["STAFF_TOPIC_ID" in reason for reason in stage.app.readiness().reasons] == [True]
    told = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert ["STAFF_TOPIC_ID" in record.getMessage() for record in told] == [True]  # once, for two cards
    refused = [call for call in stage.world.calls if call.status == 400]
    assert len(refused) == 1  # and the second card is not tried there


async def test_a_topic_that_is_there_again_gets_its_cards(stage: Stage) -> None:
    group, topic = await forum(stage)
    group.turn_topics_off()
    await stage.card(await stage.guest(AIGERIM).apply())
    group.forum = True
    stage.world.clock.advance(300)
    assert (await stage.card(await stage.guest(DANIYAR).apply())).topic == topic.id
    app = stage.app
    assert app
    await stage.world.until(lambda: app.readiness().is_ready)


async def test_a_group_whose_general_is_closed_too_is_out_of_reach(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    """The negative twin: nothing can be said anywhere, the card waits and comes."""
    group, topic = await forum(stage)
    topic.delete()
    group.close_general()
    reference = await stage.guest(AIGERIM).apply()
    await stage.world.until(lambda: "the staff group cannot be reached" in caplog.text)
    group.general_closed = False
    stage.world.clock.advance(20)
    await stage.card(reference)


@pytest.mark.parametrize("is_deleted", [True, False], ids=["deleted", "General by its number"])
async def test_a_command_is_answered_though_its_topic_is_not_there(stage: Stage, is_deleted: bool) -> None:
    group, _ = await forum(stage)
    await stage.card(await stage.guest(AIGERIM).apply())
    other = group.create_topic("Басқа")
    asked = stage.madina.write("/leads@momu_bot", chat=group, topic=other.id if is_deleted else GENERAL)
    if is_deleted:
        other.delete()
    await stage.world.until(lambda: group.last.id > asked.id and "M-" in group.last.text)


async def apply_in_topic(guest: Guest, number: int) -> None:
    """All the way, every word in one topic of the private chat."""
    guest.user.write("/start", topic=number)
    await guest.user.world.until(lambda: KK("button.agree") in guest.chat.last.labels)
    guest.user.tap(KK("button.agree"))
    for name in NAMES:
        await guest.sees(progress(name))
        guest.user.write(AIGERIM.answers.get(name, KK("button.skip")), topic=number)
    await guest.sees(AIGERIM.email)
    await guest.confirm()


@cases("kind", ["open", "deleted", "General by its number", "never on"])
async def test_a_private_chat_with_topics_is_answered_all_the_way(stage: Stage, kind: str) -> None:
    guest = stage.guest(AIGERIM)
    number = GENERAL
    if kind != "never on":
        topic = guest.chat.create_topic("Өтінім")
        number = topic.id
    if kind == "deleted":
        topic.delete()
    if kind.startswith("General"):
        number = GENERAL
    await apply_in_topic(guest, number)
    spoken = [message for message in guest.chat.history if message.by_bot and not message.service]
    asked = [message for message in spoken if f"/{len(NAMES)}" in message.text or AIGERIM.email in message.text]
    assert {message.topic for message in asked} == {number if kind == "open" else None}


async def test_topics_that_were_turned_off_under_a_person_cost_one_refusal(tmp_path: Path) -> None:
    async with open_stage(tmp_path / "data") as stage:
        guest = stage.guest(AIGERIM)
        topic = guest.chat.create_topic("Өтінім")
        guest.chat.threaded = False
        await apply_in_topic(guest, topic.id)
        assert len([call for call in stage.world.calls if call.status == 400]) == 1
