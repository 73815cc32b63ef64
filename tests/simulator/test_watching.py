"""Waiting, listening and snapshots: how tests and the demo page see the world."""

from __future__ import annotations

import asyncio
import json
import time

import pytest

from simulator.actors.user import User
from simulator.state.clock import SimulatedClock
from simulator.state.events import Event
from simulator.state.group import Group
from simulator.state.waiting import NeverTrue
from simulator.world import World
from tests.simulator.asking import inline, keyboard, sent


async def test_until_wakes_at_the_change(world: World, aigul: User) -> None:
    asyncio.get_running_loop().call_later(0.05, lambda: sent(world, aigul.chat, "дайын"))
    began = time.perf_counter()
    await world.until(lambda: aigul.chat.last.text == "дайын", timeout=3)
    assert time.perf_counter() - began < 2


async def test_until_also_sees_what_changes_outside(world: World) -> None:
    outside: list[int] = []
    asyncio.get_running_loop().call_later(0.05, lambda: outside.append(1))
    await world.until(lambda: outside, timeout=3)


async def test_until_shows_the_last_messages_when_it_gives_up(world: World, aigul: User) -> None:
    sent(world, aigul.chat, "Келісесіз бе?", reply_markup=inline([("Келісемін", "y")]))
    sent(world, aigul.chat, "Нөміріңіз?", reply_markup=keyboard("Жіберу"))
    wanted = "Рақмет"
    with pytest.raises(NeverTrue) as caught:
        await world.until(lambda: wanted in aigul.chat.last.text, timeout=0.01)
    for shown in (
        "in aigul.chat.last.text",
        "wanted = 'Рақмет'",
        "Келісесіз бе?",
        "Келісемін",
        "Жіберу",
        "/start",
        "sendMessage -> 200",
    ):
        assert shown in str(caught.value)


async def test_until_does_not_hide_errors_of_the_predicate(world: World) -> None:
    with pytest.raises(ZeroDivisionError):
        await world.until(lambda: 1 / 0, timeout=1)


def test_listener_hears_everything_until_stopped(world: World, aigul: User) -> None:
    heard: list[Event] = []
    stop = world.listen(heard.append)
    message = sent(world, aigul.chat, reply_markup=inline([("Иә", "y")]))
    query = aigul.tap("Иә")
    world.call("answerCallbackQuery", callback_query_id=query.id)
    world.call("editMessageText", chat_id=aigul.id, message_id=message.id, text="жаңа")
    world.call("sendChatAction", chat_id=aigul.id, action="typing")
    world.call("deleteMessage", chat_id=aigul.id, message_id=message.id)
    stop()
    sent(world, aigul.chat)
    kinds = [event.kind for event in heard if event.kind not in ("call", "update_queued")]
    assert kinds == [
        "message_sent", "query_pressed", "query_answered", "message_edited", "typing", "message_deleted",
    ]  # fmt: skip
    assert {event.chat_id for event in heard if event.kind in kinds} == {aigul.id}


def test_confirmation_is_heard(world: World, aigul: User) -> None:
    aigul.write("бір")
    heard: list[str] = []
    world.listen(lambda event: heard.append(event.kind))
    (update,) = world.call("getUpdates")
    world.call("getUpdates", offset=update["update_id"] + 1)
    assert heard == ["call", "updates_confirmed", "call"]


async def test_stream_yields_events_in_order(world: World, aigul: User) -> None:
    stream = world.listen()
    sent(world, aigul.chat, "бір")
    sent(world, aigul.chat, "екі")
    heard = [await anext(stream) for _ in range(4)]
    assert [event.message.text for event in heard if event.message] == ["бір", "екі"]


def test_snapshot_is_plain_json_with_everything(world: World, aigul: User, staff: Group) -> None:
    message = sent(world, aigul.chat, "<b>бір</b>", parse_mode="HTML", reply_markup=inline([("Иә", "y")]))
    aigul.tap("Иә")
    world.call("editMessageText", chat_id=aigul.id, message_id=message.id, text="екі")
    sent(world, aigul.chat, "нөмір", reply_markup=keyboard("Жіберу"))
    aigul.send_document()
    world.call("setMyCommands", commands=[{"command": "start", "description": "Бастау"}], language_code="kk")
    world.supergroup("Форум", forum=True).create_topic("Лиды")
    shown = json.loads(json.dumps(world.snapshot()))
    private = next(one for one in shown["chats"] if one["chat"]["id"] == aigul.id)
    assert [one["text"] for one in private["messages"]] == ["/start", "екі", "нөмір", ""]
    assert private["messages"][1]["edits"] == [{"text": "бір", "html": "<b>бір</b>"}]
    assert private["reply_keyboard"]["rows"] == [[{"text": "Жіберу"}]]
    assert shown["queries"][0]["answer"] is None
    assert shown["commands"] == {"default kk": [["start", "Бастау"]]}


def test_clock_moves_forward_only(clock: SimulatedClock) -> None:
    before = clock.now_ms()
    clock.advance(3600)
    assert 3_600_000 <= clock.now_ms() - before < 3_601_000
    with pytest.raises(ValueError, match="does not go back"):
        clock.advance(-1)


def test_clock_may_start_anywhere() -> None:
    assert 0 <= SimulatedClock(start_ms=1_700_000_000_000).now_ms() - 1_700_000_000_000 < 1000
