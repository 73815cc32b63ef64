"""Is everybody still answered when Telegram makes no button of the policy's address?"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from simulator.state import faults
from simulator.state.message import Message
from tests.form import progress
from tests.people import AIGERIM, BIN, EVERYBODY, Applicant
from tests.scenarios.stage import Guest, Stage, open_stage
from tests.scenarios.stopped import command

ADDRESS = "https://policy.example/x?a=1&b=2"
REFUSAL = faults.bad_request(f"inline keyboard button URL '{ADDRESS}' is invalid: Wrong HTTP URL")


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """Whatever has a button with a link is refused. In which other words: tests/channels/telegram/test_responses.py."""
    async with open_stage(tmp_path, privacy_policy_url=ADDRESS) as opened:
        opened.world.faults.script("*", REFUSAL, times=1_000, containing='"url":')
        yield opened


def leads_there(message: Message, guest: Guest) -> bool:
    """The address stands in the words once, as a line of its own, and on no button."""
    label = guest.text("button.policy")
    return label not in message.labels and message.text.split("\n").count(f"{label.removesuffix(' ↗')}: {ADDRESS}") == 1


@pytest.mark.parametrize("who", EVERYBODY, ids=lambda who: who.language)
async def test_the_whole_way_is_open(stage: Stage, who: Applicant) -> None:
    guest = stage.guest(who)
    guest.user.start()
    card = await guest.sees("policy.example")
    assert leads_there(card, guest)
    assert {guest.text("button.agree"), guest.text("button.disagree")} <= set(card.labels)
    await guest.say("/privacy")
    assert leads_there(guest.chat.last, guest)
    guest.user.tap(guest.text("button.agree"))
    await guest.sees(progress("name"))
    assert leads_there(card, guest)
    await guest.go_on("name")
    await guest.confirm()
    await stage.card("M-")


async def test_a_no_and_the_way_back_from_it_are_shown(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("consent")
    await guest.hears(lambda: guest.user.tap(guest.text("button.disagree")))
    assert leads_there(guest.chat.last, guest)
    await guest.hears(lambda: guest.user.tap(guest.text("button.read_consent")))
    assert guest.text("button.agree") in guest.chat.last.labels
    assert leads_there(guest.chat.last, guest)


async def test_a_new_policy_is_asked_about(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.apply()
    await stage.world.until(lambda: stage.query("SELECT 1 FROM outbox") == [])
    before = len(guest.chat.history)
    await stage.restart(privacy_policy_version="2")
    await stage.sweep()
    [asked] = [message for message in guest.chat.history[before:] if message.by_bot]
    assert leads_there(asked, guest)
    assert guest.text("button.agree") in asked.labels


async def test_the_log_names_the_setting(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    await stage.guest(AIGERIM).reach("consent")
    assert any("PRIVACY_POLICY_URL" in record.getMessage() for record in caplog.records)


RUN = {"BOT_TOKEN": "123456789:AAinvented-token-of-nobody", "OPERATOR_BIN": BIN}


@pytest.mark.parametrize("url", ["http://localhost:8080/privacy", "https://intranet/policy", "http://[::1/"])
async def test_an_address_that_is_no_button_is_refused_by_run_and_doctor(tmp_path: Path, url: str) -> None:
    result = await command(tmp_path, "run", **RUN, PRIVACY_POLICY_URL=url)
    assert (result.exit_code, result.output.split(":")[0]) == (2, "PRIVACY_POLICY_URL")
    result = await command(tmp_path, "doctor", PRIVACY_POLICY_URL=url)
    assert (result.exit_code, result.output.split(":")[0]) == (1, "PROBLEM  PRIVACY_POLICY_URL")
