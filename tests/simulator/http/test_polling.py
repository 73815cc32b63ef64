"""getUpdates over HTTP: long waits, one poller, no webhook at the same time."""

from __future__ import annotations

import asyncio
import time

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramConflictError, TelegramRetryAfter

from simulator.actors.user import User
from simulator.state import faults
from simulator.state.clock import SimulatedClock
from simulator.world import World
from tests.simulator.asking import sent


async def _waiting(bot: Bot, offset: int | None = None) -> asyncio.Task[list[str]]:
    async def ask() -> list[str]:
        found = await bot.get_updates(offset=offset, timeout=20)
        return [update.message.text or "" for update in found if update.message]

    task = asyncio.create_task(ask())
    await asyncio.sleep(0.05)
    return task


async def test_long_poll_wakes_at_once(bot: Bot, aigul: User) -> None:
    task = await _waiting(bot)
    began = time.perf_counter()
    aigul.write("сәлем")
    assert await task == ["сәлем"]
    assert time.perf_counter() - began < 2


async def test_what_already_waits_is_answered_at_once(bot: Bot, world: World, aigul: User) -> None:
    aigul.write("сәлем")
    began = time.perf_counter()
    assert len(await bot.get_updates(timeout=20)) == 1
    assert time.perf_counter() - began < 2
    assert "last_error_message" not in world.call("getWebhookInfo")


async def test_long_poll_ends_empty_after_its_timeout(bot: Bot, aigul: User) -> None:
    began = time.perf_counter()
    assert await bot.get_updates(timeout=1) == []
    assert 0.9 < time.perf_counter() - began < 5


async def test_without_timeout_there_is_no_wait(bot: Bot) -> None:
    began = time.perf_counter()
    assert await bot.get_updates() == []
    assert time.perf_counter() - began < 2


async def test_waiting_confirms_at_once(bot: Bot, world: World, aigul: User) -> None:
    aigul.write("сәлем")
    (update,) = await bot.get_updates()
    task = await _waiting(bot, offset=update.update_id + 1)
    assert not world.updates.pending
    task.cancel()


async def test_expired_updates_do_not_wake(bot: Bot, world: World, clock: SimulatedClock, aigul: User) -> None:
    aigul.tap_data("x", sent(world, aigul.chat))
    clock.advance(200)
    task = await _waiting(bot)
    aigul.write("сәлем")
    assert await task == ["сәлем"]


async def test_second_poller_ends_the_first_with_409(bot: Bot, aigul: User) -> None:
    first = await _waiting(bot)
    second = await _waiting(bot)
    with pytest.raises(TelegramConflictError, match="terminated by other getUpdates request; make sure that only one"):
        await first
    aigul.write("сәлем")
    assert await second == ["сәлем"]


async def test_poller_that_went_away_takes_nothing_with_it(bot: Bot, world: World, aigul: User) -> None:
    world.duplicate_updates(2)
    gone = await _waiting(bot)
    gone.cancel()
    await asyncio.sleep(0.05)
    aigul.write("сәлем")
    await asyncio.sleep(0.05)
    assert [update.seen for update in world.updates.pending] == [False]


async def test_polling_while_a_webhook_is_set_is_409(bot: Bot) -> None:
    await bot.set_webhook("https://momu.kz/hook")
    with pytest.raises(TelegramConflictError, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    assert await bot.get_updates() == []


async def test_setting_a_webhook_ends_the_poller_with_409(bot: Bot) -> None:
    task = await _waiting(bot)
    await bot.set_webhook("https://momu.kz/hook")
    with pytest.raises(TelegramConflictError, match="terminated by setWebhook request"):
        await task


async def test_scripted_fault_does_not_wait(bot: Bot, world: World) -> None:
    world.faults.script("getUpdates", faults.too_many_requests(3))
    began = time.perf_counter()
    with pytest.raises(TelegramRetryAfter):
        await bot.get_updates(timeout=20)
    assert time.perf_counter() - began < 2


async def test_each_poll_is_recorded_with_its_end(bot: Bot, world: World) -> None:
    first = await _waiting(bot)
    second = await _waiting(bot)
    await asyncio.gather(first, return_exceptions=True)
    world.user("Дана").start()
    await second
    assert [call.status for call in world.calls] == [409, 200]
