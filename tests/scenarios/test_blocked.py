"""Somebody blocks the bot while their chat holds what is to go: it is tried while it can help, and when they return."""

from __future__ import annotations

import re

import pytest

from bot.channels.telegram.addresses import address_of
from bot.machine import system_entropy
from bot.operator.find import Query
from bot.operator.forget import forget
from simulator.state.message import Message
from tests.people import AIGERIM
from tests.scenarios.evidence import said, shows
from tests.scenarios.stage import Guest, Stage, open_store_of, words
from tests.scenarios.test_untrue_refusals import doctor, showing

KK = words("kk")
HOUR = 3600


async def asked_for_my_data(stage: Stage) -> Guest:
    """Somebody whose chat shows the answer to /my_data."""
    guest = stage.guest(AIGERIM)
    await guest.apply()
    guest.user.write("/my_data")
    await stage.world.until(lambda: len(showing(guest.chat.history)) == 2)
    return guest


async def forgotten_by_the_operator(stage: Stage, guest: Guest) -> None:
    """They blocked the bot, and wrote an e-mail."""
    guest.user.block_bot()
    await stage.world.until(lambda: not stage.world.updates.pending)
    await stage.stop()
    async with open_store_of(stage.folder) as store:
        await forget(store, Query(address_of(guest.user.id)), stage.clock, system_entropy)
    await stage.start()
    await stage.sweep()


def calls_to(stage: Stage, guest: Guest) -> int:
    return sum(call.params.get("chat_id") == guest.chat.id for call in stage.world.calls)


def receipts(guest: Guest) -> list[Message]:
    return [one for one in said(guest.chat) if not one.deleted and re.search(r"\bE-[0-9A-Z]{6}", one.text)]


async def test_the_answer_to_my_data_goes_when_they_come_back(stage: Stage) -> None:
    guest = await asked_for_my_data(stage)
    guest.user.block_bot()
    await stage.pass_time(24 * HOUR)
    assert len(showing(guest.chat.history)) == 2
    guest.user.unblock_bot()
    await stage.world.until(lambda: not showing(guest.chat.history))


async def test_an_answer_whose_time_is_not_over_stays(stage: Stage) -> None:
    guest = await asked_for_my_data(stage)
    await guest.hears(guest.user.block_bot, guest.user.unblock_bot)
    await stage.sweep()
    assert len(showing(guest.chat.history)) == 2


@pytest.mark.parametrize("hours", [1, 30, 47])
async def test_an_erasure_waits_for_them_and_ends_with_the_receipt(stage: Stage, hours: int) -> None:
    guest = await asked_for_my_data(stage)
    await forgotten_by_the_operator(stage, guest)
    for _ in range(hours):
        await stage.pass_time(HOUR)
    assert calls_to(stage, guest) < 400
    assert len(showing(guest.chat.history)) == 2
    assert stage.query("SELECT count(*) FROM persons") == [(0,)]
    guest.user.unblock_bot()
    await stage.world.until(lambda: len(receipts(guest)) == 1)
    assert showing(guest.chat.history) == []
    assert not [one for one in guest.chat.messages if not one.by_bot and shows(one, AIGERIM)]
    await stage.world.until(
        lambda: stage.query("SELECT stage, person, details FROM erasures") == [("done", None, None)]
    )
    assert "blocked" not in await doctor(stage)


async def test_whoever_blocks_the_bot_after_the_wish_gets_the_receipt_on_return(stage: Stage) -> None:
    guest = await asked_for_my_data(stage)
    await guest.say("/forget_me")
    guest.user.tap(guest.text("button.forget"))
    guest.user.block_bot()
    await stage.world.until(lambda: stage.query("SELECT 1 FROM erasures WHERE stage = 'destroyed'"))
    await stage.pass_time(2 * HOUR)
    assert receipts(guest) == []
    await guest.hears(guest.user.start)
    await stage.world.until(lambda: len(receipts(guest)) == 1)
    assert showing(guest.chat.history) == []
    await guest.agree()


async def test_whoever_does_not_come_back_is_given_up_when_nothing_can_be_deleted_any_more(stage: Stage) -> None:
    """Then the address goes too, and nothing is tried any more."""
    guest = await asked_for_my_data(stage)
    await forgotten_by_the_operator(stage, guest)
    [[key]] = stage.query("SELECT id FROM erasures")
    for _ in range(49):
        await stage.pass_time(HOUR)
    assert stage.query("SELECT stage, person, details FROM erasures") == [("done", None, None)]
    await stage.stop()
    async with open_store_of(stage.folder) as store:
        assert await store.vault.seal_of(key) is None
    await stage.start()
    tried = calls_to(stage, guest)
    await stage.pass_time(24 * HOUR)
    await guest.hears(guest.user.unblock_bot)
    await stage.sweep()
    assert calls_to(stage, guest) == tried
    found = await doctor(stage)
    assert "messages stay in the chat of somebody who had blocked the bot" in found
    assert "older than 48 hours" not in found


async def test_doctor_says_what_is_waited_for(stage: Stage) -> None:
    guest = await asked_for_my_data(stage)
    await forgotten_by_the_operator(stage, guest)
    found = await doctor(stage)
    assert "the person has blocked the bot" in found
    assert "was not told yet" not in found
