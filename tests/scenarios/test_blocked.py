"""Somebody blocks the bot while their chat holds what is to go: it is tried while it can help, and when they return."""

from __future__ import annotations

import re

from bot.channels.telegram.addresses import address_of
from bot.machine import system_entropy
from bot.operator.find import Query
from bot.operator.forget import forget
from simulator.state.message import Message
from tests.people import AIGERIM, EVERYBODY, Applicant
from tests.scenarios.evidence import said, shows
from tests.scenarios.stage import Guest, Stage, open_store_of, words
from tests.scenarios.test_untrue_refusals import doctor, showing

KK = words("kk")
HOUR = 3600
DONE = "SELECT count(*) FROM erasures WHERE stage = 'done' AND person IS NULL AND details IS NULL"


async def asked_for_my_data(stage: Stage, who: Applicant = AIGERIM) -> Guest:
    """Somebody whose chat shows the answer to /my_data."""
    guest = stage.guest(who)
    await guest.apply()
    guest.user.write("/my_data")
    await stage.world.until(lambda: len(showing(guest.chat.history, who)) == 2)
    return guest


async def forgotten_by_the_operator(stage: Stage, *guests: Guest) -> None:
    """They blocked the bot, and wrote an e-mail."""
    for guest in guests:
        guest.user.block_bot()
    await stage.world.until(lambda: not stage.world.updates.pending)
    await stage.stop()
    async with open_store_of(stage.folder) as store:
        for guest in guests:
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


async def test_an_erasure_waits_for_them_and_ends_with_the_receipt(stage: Stage) -> None:
    """They come back after an hour, after a day, and when nearly everything is too old to be deleted."""
    guests = [await asked_for_my_data(stage, who) for who in EVERYBODY]
    await forgotten_by_the_operator(stage, *guests)
    assert stage.query("SELECT count(*) FROM persons") == [(0,)]
    done = 0
    for hours in range(1, 48):
        await stage.pass_time(HOUR)
        if hours in (1, 30, 47):
            await comes_back(stage, guests[done])
            done += 1
            await stage.world.until(lambda: stage.query(DONE) == [(done,)])  # noqa: B023
    assert (done, "blocked" in await doctor(stage)) == (3, False)


async def comes_back(stage: Stage, guest: Guest) -> None:
    assert calls_to(stage, guest) < 400
    assert len(showing(guest.chat.history, guest.who)) == 2
    guest.user.unblock_bot()
    await stage.world.until(lambda: len(receipts(guest)) == 1)
    assert showing(guest.chat.history, guest.who) == []
    assert not [one for one in guest.chat.messages if not one.by_bot and shows(one, guest.who)]


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
    for _ in range(7):
        await stage.pass_time(7 * HOUR)
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
