"""The whole bot is refused, not one message: is nothing given up, and all done once it is let back in?

After `logOut` a Bot API server answers every call with 400 «Logged out», for ten minutes and more; a token that was
revoked brings 401, a server that was started for other bots 421. None of it says anything about a message.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.errors import ApiError
from simulator.state import faults
from simulator.state.faults import Fault
from tests.people import AIGERIM, DANIYAR
from tests.scenarios.stage import Guest, Stage, open_stage, words

KK = words("kk")


ABOUT_THE_BOT = (
    faults.Fault(error=ApiError(400, "Logged out")),
    faults.bad_request("Logged out"),
    faults.Fault(error=ApiError(401, "Unauthorized")),
    faults.Fault(error=ApiError(421, "Misdirected Request: forbidden token specified")),
)
CHANGES = ("sendMessage", "sendDocument", "editMessageText", "editMessageMedia", "deleteMessage", "deleteMessages")


def refuse(stage: Stage, refusal: Fault) -> None:
    """All that is said from now on; what people send still comes in."""
    for method in CHANGES:
        stage.world.faults.sometimes(method, refusal, 1.0)


def describe(refusal: Fault) -> str:
    assert refusal.error
    return f"{refusal.error.code} {refusal.error.description}"


async def refused(stage: Stage) -> None:
    """All that there was to be said has been tried and was refused."""
    await stage.world.until(lambda: any(call.status >= 400 for call in stage.world.calls if call.method in CHANGES))
    await stage.sweep()


async def taken(stage: Stage, guest: Guest) -> str:
    reference = await guest.apply()
    await stage.card(reference)
    stage.madina.tap(KK("button.take"), chat=stage.group)
    await stage.card(guest.who.email)
    return reference


@pytest.mark.parametrize("refusal", ABOUT_THE_BOT, ids=describe)
async def test_what_an_erasure_could_not_take_back_meanwhile_is_taken_back_afterwards(
    stage: Stage, refusal: Fault
) -> None:
    """The contacts leave the card all the same, and the receipt comes."""
    guest = stage.guest(DANIYAR)
    await taken(stage, guest)
    await guest.write("/forget_me")
    await stage.world.until(lambda: guest.text("button.forget") in guest.chat.last.labels)
    refuse(stage, refusal)
    guest.user.tap(guest.text("button.forget"))
    await refused(stage)
    stage.world.faults.clear()
    stage.world.clock.advance(60)
    await guest.sees("E-")
    await stage.world.until(lambda: not any(DANIYAR.email in message.text for message in stage.group.messages))
    assert DANIYAR.email not in "".join(message.text for message in guest.chat.messages if message.by_bot)


@pytest.mark.parametrize("refusal", ABOUT_THE_BOT, ids=describe)
async def test_an_application_sent_meanwhile_gets_its_card_and_its_thanks(stage: Stage, refusal: Fault) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("review")
    refuse(stage, refusal)
    guest.user.tap(KK("button.confirm"))
    await refused(stage)
    stage.world.faults.clear()
    stage.world.clock.advance(60)
    await stage.world.until(lambda: guest.is_thanks(guest.chat.last))
    await stage.card("M-")


async def test_a_bot_that_is_logged_out_at_its_start_says_so_and_goes_on_once_it_is_let_in(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_stage(tmp_path / "data") as stage:
        await stage.stop()
        stage.world.logged_out = True
        await stage.start()
        await stage.world.until(lambda: "logged out" in caplog.text, timeout=10)
        stage.world.logged_out = False
        await stage.world.until(lambda: any(call.method == "deleteWebhook" for call in stage.world.calls), timeout=10)
        await stage.guest(AIGERIM).apply()


async def test_words_that_only_quote_those_are_about_the_message(stage: Stage) -> None:
    """The negative twin: another 400 with these words in it is no reason to try for ever."""
    guest = stage.guest(AIGERIM)
    await guest.reach("consent")
    refusal = faults.bad_request('can\'t parse entities: unsupported start tag "logged out"')
    stage.world.faults.script("sendMessage", refusal, chat=guest.user.id)
    assert not await guest.say("hm")
    assert await guest.say("hm")
