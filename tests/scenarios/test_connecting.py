"""Can a group be made the staff group without knowing its number, and what if the bot is shut out of it?"""

import logging
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from simulator.state.group import Group
from tests.people import AIGERIM, ALICE, DANIYAR
from tests.scenarios.evidence import cards
from tests.scenarios.stage import Stage, open_stage, words

KK = words("kk")


@pytest.fixture
async def stage(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> AsyncIterator[Stage]:
    """A bot that knows of no group."""
    with caplog.at_level(logging.WARNING):
        async with open_stage(tmp_path / "data", staff_chat_id=None) as opened:
            yield opened


async def told(stage: Stage, caplog: pytest.LogCaptureFixture) -> str:
    """The command that the log tells to send."""
    await stage.world.until(lambda: "/connect@" in caplog.text)
    return str(re.findall(r"/connect@\w+ C-\w+", caplog.text)[-1])


async def say(stage: Stage, text: str, group: Group | None = None) -> str:
    """What the bot answers in the group to what Madina says there; empty if nothing."""
    group = group or stage.group
    before = len([message for message in group.messages if message.by_bot])
    stage.madina.write(text, group)
    await stage.world.until(lambda: not stage.world.updates.pending)
    said = [message.html for message in group.messages if message.by_bot]
    return said[-1] if len(said) > before else ""


async def test_with_the_code_waiting_cards_come_and_stay_after_a_restart(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    command = await told(stage, caplog)
    reference = await stage.guest(AIGERIM).apply()
    await say(stage, command)
    await stage.world.until(lambda: cards(stage.group, reference))
    await stage.world.until(lambda: KK("connect.done") in [message.html for message in stage.group.messages])
    await stage.restart()
    reference = await stage.guest(DANIYAR).apply()
    await stage.card(reference)
    stage.madina.tap(KK("button.take"), stage.group)
    await stage.card(DANIYAR.email)


async def test_the_code_counts_once(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    command = await told(stage, caplog)
    await say(stage, command)
    other = stage.world.supergroup("Басқа топ", members=[stage.madina])
    assert await say(stage, command, other) == ""
    assert await say(stage, command) == KK("connect.already")


@pytest.mark.parametrize("typed", ["", "C-0000000000", "qwerty", "ұзақ код " * 50])
async def test_a_wrong_code_connects_nothing(stage: Stage, caplog: pytest.LogCaptureFixture, typed: str) -> None:
    command = await told(stage, caplog)
    assert await say(stage, f"{command.split()[0]} {typed}") == KK("connect.wrong_code")
    assert stage.rows("staff_group") == [[]]


async def test_the_code_may_be_typed_by_hand(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    name, code = (await told(stage, caplog)).split()
    assert await say(stage, f"{name} {code.lower().replace('-', ' ')}") == KK("connect.done")


async def test_a_basic_group_is_told_how_to_become_a_supergroup(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    command = await told(stage, caplog)
    basic = stage.world.basic_group("Кеңсе", members=[stage.madina])
    assert await say(stage, command, basic) == KK("connect.basic_group")
    assert stage.rows("staff_group") == [[]]
    assert await say(stage, command) == KK("connect.done")


async def test_a_configured_group_wins_and_there_is_no_code(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    await say(stage, await told(stage, caplog))
    caplog.clear()
    other = stage.world.supergroup("Басқа топ", members=[stage.madina])
    await stage.restart(staff_chat_id=other.id)
    await stage.guest(AIGERIM).apply()
    await stage.world.until(lambda: "M-" in other.last.text)
    assert "/connect@" not in caplog.text


async def test_a_bot_that_is_put_out_says_so_once_and_is_not_ready(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    await say(stage, await told(stage, caplog))
    assert stage.app
    app = stage.app
    await stage.world.until(lambda: app.readiness().is_ready)
    stage.group.kick_bot()
    reference = await stage.guest(AIGERIM).apply()
    await stage.world.until(lambda: not app.readiness().is_ready)
    assert "put out of it" in app.readiness().reasons[0]
    stage.group.invite_bot()
    await stage.card(reference)
    await stage.world.until(lambda: app.readiness().is_ready)
    assert caplog.text.count("the staff group cannot be reached") == 1


async def test_a_bot_that_is_muted_waits_until_it_may_speak(tmp_path: Path) -> None:
    async with open_stage(tmp_path / "data") as stage:
        stage.group.restrict(stage.world.bot)
        reference = await stage.guest(AIGERIM).apply()
        assert stage.app
        app = stage.app
        await stage.world.until(lambda: not app.readiness().is_ready)
        stage.group.promote(stage.world.bot)
        await stage.card(reference)
        await stage.world.until(lambda: app.readiness().is_ready)


async def test_cards_of_a_deleted_topic_come_outside_topics_until_there_is_another(tmp_path: Path) -> None:
    async with open_stage(tmp_path / "data") as stage:
        forum = stage.world.supergroup("Форум", members=[stage.madina, stage.timur], forum=True)
        old, new = forum.create_topic("Өтінімдер"), forum.create_topic("Жаңа өтінімдер")
        await stage.restart(staff_chat_id=forum.id, staff_topic_id=old.id)
        shown = await stage.guest(AIGERIM).apply()
        await stage.world.until(lambda: any(shown in message.text for message in forum.messages))
        old.delete()
        astray = await stage.guest(DANIYAR).apply()
        assert stage.app
        app = stage.app
        await stage.world.until(lambda: not app.readiness().is_ready)
        await stage.world.until(lambda: any(astray in message.text for message in forum.messages))
        await stage.restart(staff_topic_id=new.id)
        after = await stage.guest(ALICE).apply()
        await stage.world.until(lambda: any(after in message.text for message in forum.messages))
        assert [message.topic for message in forum.messages if astray in message.text] == [None]
        assert [message.topic for message in forum.messages if after in message.text] == [new.id]


async def test_cards_wait_for_a_topic_that_is_closed(tmp_path: Path) -> None:
    async with open_stage(tmp_path / "data") as stage:
        forum = stage.world.supergroup("Форум", members=[stage.madina, stage.timur], forum=True)
        topic = forum.create_topic("Өтінімдер")
        await stage.restart(staff_chat_id=forum.id, staff_topic_id=topic.id)
        topic.close()
        reference = await stage.guest(AIGERIM).apply()
        assert stage.app
        app = stage.app
        await stage.world.until(lambda: not app.readiness().is_ready)
        topic.reopen()
        stage.world.clock.advance(20)
        await stage.world.until(lambda: any(reference in message.text for message in forum.messages))
        assert [message.topic for message in forum.messages if reference in message.text] == [topic.id]
