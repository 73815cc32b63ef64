"""An update that had its effect comes once more, to a process that knows nothing of it: what is said, and to whom?"""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest

from simulator.state.group import Group
from simulator.state.updates import Update
from tests.form import progress, said_after
from tests.people import AIGERIM
from tests.scenarios.stage import Guest, Stage, plain, words

KK = words("kk")


async def done(stage: Stage) -> None:
    await stage.world.until(lambda: not stage.world.updates.pending)


async def come_again(stage: Stage, *acts: Callable[[], object], kind: str = "my_chat_member") -> Update:
    """After a restart. Telegram sends again what was not acknowledged before the process died."""
    for act in acts:
        act()
        await done(stage)
    update = next(one for one in reversed(stage.world.updates.recent) if one.kind == kind)
    await stage.restart()
    stage.world.redeliver(update)
    await done(stage)
    await stage.stop()
    return update


def is_quiet(caplog: pytest.LogCaptureFixture) -> bool:
    return not [record for record in caplog.records if record.levelno >= logging.ERROR]


def block(guest: Guest) -> list[Callable[[], object]]:
    return [guest.user.block_bot]


def unblock(guest: Guest) -> list[Callable[[], object]]:
    return [guest.user.block_bot, guest.user.unblock_bot]


@pytest.mark.parametrize("acts", [block, unblock])
@pytest.mark.parametrize("place", ["phone", "review", "sent"])
async def test_who_blocks_or_lets_the_bot_back_in_is_not_spoken_to(
    stage: Stage, caplog: pytest.LogCaptureFixture, acts: Callable[[Guest], list[Callable[[], object]]], place: str
) -> None:
    """Kind: updates that nobody expects an answer to. They end in no bug, and in no message."""
    guest = stage.guest(AIGERIM)
    await guest.reach(place)
    before = len(guest.chat.messages)
    await come_again(stage, *acts(guest))
    assert is_quiet(caplog)
    assert len(guest.chat.messages) == before


@pytest.mark.parametrize("place", ["phone", "review", "sent"])
async def test_who_lets_the_bot_back_in_after_a_change_of_the_policy_is_asked_about_it_alone(
    stage: Stage, caplog: pytest.LogCaptureFixture, place: str
) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach(place)
    await stage.restart(privacy_policy_version="2")
    await done(stage)
    before = len(guest.chat.messages)
    await come_again(stage, *unblock(guest))
    assert is_quiet(caplog)
    assert {plain(KK("policy.changed", version="1")).split("\n")[0]} >= {
        message.text.split("\n")[0] for message in guest.chat.messages[before:]
    }


async def test_the_group_that_lets_the_bot_back_in_is_not_spoken_to(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    await come_again(stage, stage.group.kick_bot, stage.group.invite_bot)
    assert is_quiet(caplog)
    assert not [message for message in stage.group.messages if message.by_bot]


async def test_nobody_s_application_is_told_in_a_group(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    """Whoever connects a group may be in the middle of an application of their own; others read along there."""
    guest = stage.guest(AIGERIM)
    await guest.reach("review")
    group: Group = stage.world.supergroup("Жаңа топ", members=[guest.user])
    await stage.restart(staff_chat_id=None)
    await stage.world.until(lambda: "/connect@" in caplog.text)
    command = caplog.text[caplog.text.index("/connect@") :].splitlines()[0].split()[:2]
    await come_again(stage, lambda: guest.user.write(" ".join(command), chat=group), kind="message")
    said = [message.html for message in group.messages if message.by_bot]
    assert said == [KK("connect.done")]
    assert is_quiet(caplog)


AFTER_EMAIL = said_after("email", AIGERIM.name)


@pytest.mark.parametrize(
    ("place", "act", "kind", "first", "again"),
    [
        ("phone", lambda guest: guest.user.share_contact(), "message", progress("email"), progress("email")),
        ("email", lambda guest: guest.user.write(AIGERIM.email), "message", AFTER_EMAIL, AFTER_EMAIL),
        (
            "review",
            lambda guest: guest.user.tap(KK("button.confirm")),
            "callback_query",
            "/start",
            "өтінімі қабылданды",
        ),
    ],
    ids=["a contact", "an answer", "a press"],
)
async def test_who_waits_for_an_answer_gets_it(
    stage: Stage, place: str, act: Callable[[Guest], object], kind: str, first: str, again: str
) -> None:
    """The twin: whoever wrote or pressed hears once more where they stand."""
    guest = stage.guest(AIGERIM)
    await guest.reach(place)
    act(guest)
    # The receipt goes out after the update is acknowledged; a restart in between would leave it to the next process.
    await guest.sees(first)
    before = {message.id for message in guest.chat.messages}
    await come_again(stage, kind=kind)
    assert [
        message
        for message in guest.chat.messages
        if message.by_bot and again in message.text and message.id not in before
    ]
