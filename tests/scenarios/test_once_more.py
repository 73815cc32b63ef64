"""Answers are lost on the way for a while: what a person must hear comes, and not a hundred times."""

from __future__ import annotations

from simulator.state import faults
from simulator.state.faults import Fault
from tests.people import AIGERIM, ALICE
from tests.scenarios.evidence import is_idle, reference_told
from tests.scenarios.stage import Guest, Stage


def thanks(guest: Guest) -> list[str]:
    return [one.text for one in guest.chat.messages if guest.is_thanks(one)]


def ends_of_calls(stage: Stage, method: str) -> int:
    return sum(call.method == method for call in stage.world.calls)


async def breaks(stage: Stage, fault: Fault, guest: Guest) -> None:
    """From Confirm on, what is sent and what is asked for nothing ends so."""
    for method in ("sendMessage", "sendDocument", "getMe"):
        stage.world.faults.sometimes(method, fault, 1.0)
    guest.user.write(guest.text("button.confirm"))


async def test_the_reference_comes_once_while_answers_are_lost_and_once_more_when_they_come(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.fill_in()
    asked = ends_of_calls(stage, "getMe")
    await breaks(stage, faults.server_error("html", after=True), guest)
    await stage.world.until(lambda: ends_of_calls(stage, "getMe") >= asked + 2)
    assert len(thanks(guest)) == 1
    stage.world.faults.clear()
    await stage.world.until(lambda: is_idle(stage.folder / "momu.db"))
    assert len(thanks(guest)) == 2


async def test_the_reference_comes_though_the_first_was_really_lost(stage: Stage) -> None:
    guest = stage.guest(ALICE)
    await guest.fill_in()
    asked = ends_of_calls(stage, "getMe")
    await breaks(stage, faults.server_error("html"), guest)
    await stage.world.until(lambda: ends_of_calls(stage, "getMe") >= asked + 2)
    assert thanks(guest) == []
    stage.world.faults.clear()
    await stage.world.until(lambda: bool(reference_told(guest.chat)))
    await stage.world.until(lambda: is_idle(stage.folder / "momu.db"))
    assert len(thanks(guest)) == 1
