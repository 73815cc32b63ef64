"""When is Telegram told that an update is done? When what was said to it has left, though nobody has confirmed that."""

from __future__ import annotations

import asyncio

import pytest

from simulator.state import faults
from tests.form import progress
from tests.people import AIGERIM
from tests.scenarios.stage import Guest, Stage

SLOW = 0.8  # seconds; shorter than the wait for what was said


async def acknowledged(stage: Stage) -> float:
    """Seconds until the updates that wait now are acknowledged."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    await stage.world.until(lambda: not stage.world.updates.pending)
    return loop.time() - began


async def reach(stage: Stage, place: str) -> Guest:
    guest = stage.guest(AIGERIM)
    await guest.reach(place)
    await acknowledged(stage)
    return guest


@pytest.mark.parametrize(("place", "answer"), [("name", AIGERIM.name), ("email", AIGERIM.email)])
async def test_it_does_not_wait_for_the_answer_to_the_last_call(stage: Stage, place: str, answer: str) -> None:
    """The review is sent empty and filled: what fills it is the last call."""
    guest = await reach(stage, place)
    stage.world.faults.script("editMessageText" if place == "email" else "sendMessage", faults.slow(SLOW))
    guest.user.write(answer)
    assert await acknowledged(stage) < SLOW
    assert (AIGERIM.email if place == "email" else progress("phone")) in guest.chat.last.text


async def test_it_waits_while_something_is_still_to_be_said(stage: Stage) -> None:
    """The empty review: if the process died now, the person would see nothing else."""
    guest = await reach(stage, "email")
    stage.world.faults.script("sendMessage", faults.slow(SLOW))
    guest.user.write(AIGERIM.email)
    assert await acknowledged(stage) >= SLOW


async def test_a_call_that_cannot_leave_is_waited_for(stage: Stage) -> None:
    """Telegram has asked for a pause in this chat: the question stays here, as the update does for a second."""
    guest = await reach(stage, "name")
    stage.world.faults.script("sendMessage", faults.too_many_requests(1), chat=guest.chat)
    guest.user.write("/help")
    await stage.world.until(lambda: any(call.status == 429 for call in stage.world.calls))
    guest.user.write(AIGERIM.name)
    assert await acknowledged(stage) >= 0.5
