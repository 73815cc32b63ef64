"""Faults strike the calls they are meant for, before or after the effect."""

from __future__ import annotations

import time

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramNetworkError, TelegramRetryAfter
from aiohttp import ClientSession

from simulator.actors.user import User
from simulator.errors import ApiError
from simulator.http.server import Server
from simulator.state import faults
from simulator.state.group import Group
from simulator.world import World
from tests.simulator.asking import refused, sent
from tests.simulator.conftest import TOKEN


def test_script_is_used_up_in_order(world: World, aigul: User) -> None:
    world.faults.script("sendMessage", faults.too_many_requests(7), faults.bad_request("chat not found"))
    with refused("Too Many Requests: retry after 7", code=429) as caught:
        sent(world, aigul.chat)
    assert isinstance(caught.value, ApiError)
    assert caught.value.parameters == {"retry_after": 7}
    with refused("Bad Request: chat not found"):
        sent(world, aigul.chat)
    sent(world, aigul.chat)


def test_times_repeats_a_fault(world: World, aigul: User) -> None:
    world.faults.script("sendMessage", faults.server_error(), times=2)
    for _ in range(2):
        with refused("Bad Gateway", code=502):
            sent(world, aigul.chat)
    sent(world, aigul.chat)


def test_fault_of_one_chat_spares_others(world: World, aigul: User, staff: Group) -> None:
    world.faults.script("sendMessage", faults.too_many_requests(7), chat=staff)
    sent(world, aigul.chat)
    with refused("retry after 7", code=429):
        sent(world, staff)


def test_fault_of_one_method_spares_others_and_star_means_any(world: World, aigul: User) -> None:
    world.faults.script("sendMessage", faults.server_error())
    world.call("getMe")
    world.faults.clear()
    world.faults.script("*", faults.server_error())
    with refused("Bad Gateway", code=502):
        world.call("getMe")


def test_calls_that_fail_have_no_effect(world: World, aigul: User) -> None:
    world.faults.script("sendMessage", faults.server_error(), faults.reset_before_effect())
    with refused("Bad Gateway", code=502):
        sent(world, aigul.chat)
    with pytest.raises(ConnectionResetError):
        sent(world, aigul.chat)
    assert not any(message.by_bot for message in aigul.chat.history)
    assert [call.status for call in world.calls] == [502, 0]


def test_reset_after_the_effect_has_it(world: World, aigul: User) -> None:
    world.faults.script("sendMessage", faults.reset_after_effect())
    with pytest.raises(ConnectionResetError):
        sent(world, aigul.chat, "жетті")
    assert aigul.chat.last.text == "жетті"


def test_chance_comes_from_a_seed(world: World) -> None:
    def failures() -> list[bool]:
        world.calls.clear()
        world.faults.clear()
        world.faults.sometimes("getMe", faults.server_error(), probability=0.3, seed=5)
        for _ in range(50):
            try:
                world.call("getMe")
            except ApiError:
                continue
        return [call.status == 502 for call in world.calls]

    first = failures()
    assert first == failures()
    assert 5 < sum(first) < 25


def test_server_error_is_json_or_html() -> None:
    with pytest.raises(ValueError, match="xml"):
        faults.server_error("xml")


@pytest.mark.parametrize(("fault", "messages"), [(faults.reset_before_effect(), 0), (faults.reset_after_effect(), 1)])
async def test_reset_cuts_the_connection(
    bot: Bot, world: World, aigul: User, fault: faults.Fault, messages: int
) -> None:
    world.faults.script("sendMessage", fault)
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(aigul.id, "x")
    assert sum(message.by_bot for message in aigul.chat.messages) == messages
    await bot.send_message(aigul.id, "y")


async def test_slow_answer_has_its_effect_at_once(bot: Bot, world: World, aigul: User) -> None:
    world.faults.script("sendMessage", faults.slow(5))
    began = time.perf_counter()
    with pytest.raises(TelegramNetworkError, match="timeout"):
        await bot.send_message(aigul.id, "жетті", request_timeout=1)
    assert time.perf_counter() - began < 4
    assert aigul.chat.last.text == "жетті"


async def test_retry_after_reaches_aiogram(bot: Bot, world: World, aigul: User) -> None:
    world.faults.script("sendMessage", faults.too_many_requests(9))
    with pytest.raises(TelegramRetryAfter) as caught:
        await bot.send_message(aigul.id, "x")
    assert caught.value.retry_after == 9


HIDING = {
    "502 in JSON": faults.server_error(after=True),
    "504 of a tired proxy": faults.server_error("html", 504, after=True),
    "200 that is no JSON": faults.proxy_answer(200, b"<html>welcome</html>", after=True),
    "200 that breaks off": faults.proxy_answer(200, b'{"ok":true,"result":{"mess', "application/json", after=True),
}


@pytest.mark.parametrize("fault", HIDING.values(), ids=HIDING)
def test_an_error_after_the_effect_hides_what_was_done(world: World, aigul: User, fault: faults.Fault) -> None:
    world.faults.script("sendMessage", fault)
    with pytest.raises(ApiError):
        sent(world, aigul.chat, "жетті")
    assert aigul.chat.last.text == "жетті"
    assert fault.proxy_answer is None or world.calls[-1].status == fault.proxy_answer.status


PAGES = {
    "cp1251 that says utf-8": ("502 Плохой шлюз".encode("cp1251"), "text/html; charset=utf-8"),
    "a charset that nobody knows": (b"<h1>502</h1>", "text/html; charset=x-nobody"),
    "utf-16": ("502 Bad Gateway".encode("utf-16"), "text/plain"),
}


@pytest.mark.parametrize(("body", "kind"), PAGES.values(), ids=PAGES)
async def test_a_page_before_the_effect_is_sent_as_it_is(
    server: Server, world: World, aigul: User, body: bytes, kind: str
) -> None:
    world.faults.script("sendMessage", faults.proxy_answer(502, body, kind))
    async with ClientSession() as client:
        url = f"{server.url}/bot{TOKEN}/sendMessage"
        async with client.post(url, data={"chat_id": str(aigul.id), "text": "x"}) as answer:
            assert (answer.status, answer.headers["Content-Type"], await answer.read()) == (502, kind, body)
    assert not any(message.by_bot for message in aigul.chat.history)


async def test_damage_replaces_bytes_of_an_answer(server: Server, world: World, aigul: User) -> None:
    aigul.write("сәлем")
    world.faults.sometimes("getUpdates", faults.damaged("сәлем".encode(), b"\xf0\xe8"), 1.0)
    async with ClientSession() as client, client.get(f"{server.url}/bot{TOKEN}/getUpdates") as answer:
        body = await answer.read()
    assert b'"text":"\xf0\xe8"' in body
    assert answer.status == 200


async def test_a_long_poll_through_a_proxy_that_does_not_wait_is_answered_at_once(
    bot: Bot, world: World, aigul: User
) -> None:
    world.faults.script("getUpdates", faults.answer_at_once(), times=2)
    began = time.perf_counter()
    assert await bot.get_updates(timeout=20) == []
    assert time.perf_counter() - began < 5
    aigul.write("сәлем")
    assert len(await bot.get_updates(timeout=20)) == 1


def test_fault_of_one_message_spares_others(world: World, aigul: User) -> None:
    first, second = sent(world, aigul.chat), sent(world, aigul.chat)
    world.faults.script("editMessageText", faults.bad_request("MESSAGE_ID_INVALID"), message=first)
    world.call("editMessageText", chat_id=aigul.id, message_id=second.id, text="екінші")
    with refused("MESSAGE_ID_INVALID"):
        world.call("editMessageText", chat_id=aigul.id, message_id=first.id, text="бірінші")
    assert (first.text, second.text) != ("бірінші", "екінші")


async def test_an_effect_may_come_late_and_after_another(world: World, aigul: User) -> None:
    message = sent(world, aigul.chat)
    world.faults.script("editMessageText", faults.late_effect(0.01))
    with pytest.raises(ConnectionResetError):
        world.call("editMessageText", chat_id=aigul.id, message_id=message.id, text="кеш")
    world.call("editMessageText", chat_id=aigul.id, message_id=message.id, text="ерте")
    assert message.text == "ерте"
    await world.until(lambda: message.text == "кеш")


async def test_a_late_effect_finds_no_deleted_message(world: World, aigul: User) -> None:
    message = sent(world, aigul.chat)
    world.faults.script("editMessageText", faults.late_effect(0.01))
    with pytest.raises(ConnectionResetError):
        world.call("editMessageText", chat_id=aigul.id, message_id=message.id, text="кеш")
    world.call("deleteMessage", chat_id=aigul.id, message_id=message.id)
    later = sent(world, aigul.chat)
    world.faults.script("editMessageText", faults.late_effect(0.02))
    with pytest.raises(ConnectionResetError):
        world.call("editMessageText", chat_id=aigul.id, message_id=later.id, text="кеш")
    await world.until(lambda: later.text == "кеш")
    assert message.text != "кеш"
