"""One member of a group sees an ephemeral message, for a while, and the bot has to have been asked, or be in charge."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.actors.user import User
from simulator.state.clock import SimulatedClock
from simulator.state.group import Group
from simulator.state.limits import RealLimits
from simulator.state.press import Query
from simulator.world import World
from tests.simulator.asking import inline, refused, sent


@pytest.fixture
def press(world: World, bolat: User, staff: Group) -> Query:
    return bolat.tap_data("x", sent(world, staff, reply_markup=inline([("алу", "x")])))


def _tell(world: World, chat: int, who: User, text: str = "құпия", **parameters: Any) -> dict[str, Any]:
    to = {"receiver_user_id": who.id, **parameters}
    told = world.call("sendMessage", chat_id=chat, text=text, ephemeral_message_parameters=to)
    assert isinstance(told, dict)
    return told


def _change(world: World, method: str, staff: Group, who: User, number: int, **more: Any) -> Any:
    return world.call(method, chat_id=staff.id, receiver_user_id=who.id, ephemeral_message_id=number, **more)


def test_the_presser_alone_sees_it_until_it_is_deleted(world: World, bolat: User, staff: Group, press: Query) -> None:
    before, other = list(staff.history), world.user("Сара")
    staff.add(other)
    told = _tell(world, staff.id, bolat, callback_query_id=press.id)
    assert (told["message_id"], told["receiver_user"]["id"]) == (0, bolat.id)
    assert (bolat.seen_alone(staff), other.seen_alone(staff)) == (["құпия"], [])
    assert [one for one in staff.history if one not in before and not one.service] == []
    number = told["ephemeral_message_id"]
    assert _change(world, "editEphemeralMessageText", staff, bolat, number, text="басқа") is True
    assert bolat.seen_alone(staff) == ["басқа"]
    assert _change(world, "deleteEphemeralMessage", staff, bolat, number) is True
    assert bolat.seen_alone(staff) == []
    assert _tell(world, staff.id, bolat, callback_query_id=press.id)["ephemeral_message_id"] == number  # given again


def test_without_a_press_of_the_last_seconds_only_an_administrator_may(
    world: World, clock: SimulatedClock, bolat: User, staff: Group, press: Query
) -> None:
    other = world.user("Сара")
    with refused("USER_NOT_PARTICIPANT"):
        _tell(world, staff.id, other, callback_query_id=press.id)
    staff.add(other)
    for parameters in ({}, {"callback_query_id": "1"}):
        with refused("BOT_NOT_ADMIN"):
            _tell(world, staff.id, bolat, **parameters)
    with refused("BOT_NOT_ADMIN"):
        _tell(world, staff.id, other, callback_query_id=press.id)
    clock.advance(16)
    with refused("QUERY_ID_INVALID"):
        _tell(world, staff.id, bolat, callback_query_id=press.id)
    staff.promote(world.bot)
    assert _tell(world, staff.id, other)["ephemeral_message_id"]


def test_nobody_else_s_and_no_forgotten_one_is_changed(world: World, bolat: User, staff: Group, press: Query) -> None:
    number = _tell(world, staff.id, bolat, callback_query_id=press.id)["ephemeral_message_id"]
    with refused("ephemeral message not found"):
        _change(world, "deleteEphemeralMessage", staff, world.user("Сара"), number)
    with refused("message is not modified"):
        _change(world, "editEphemeralMessageText", staff, bolat, number, text="құпия")
    with refused("message to delete not found"):
        world.call("deleteMessage", chat_id=staff.id, message_id=0)
    staff.forget_ephemeral()
    assert bolat.seen_alone(staff) == []
    with refused("ephemeral message not found"):
        _change(world, "editEphemeralMessageText", staff, bolat, number, text="басқа")


def test_a_device_that_is_off_gets_nothing_and_keeps_what_it_has(
    world: World, bolat: User, staff: Group, press: Query
) -> None:
    number = _tell(world, staff.id, bolat, callback_query_id=press.id)["ephemeral_message_id"]
    bolat.offline = True
    assert _change(world, "deleteEphemeralMessage", staff, bolat, number) is True
    _tell(world, staff.id, bolat, "екінші", callback_query_id=press.id)
    assert bolat.seen_alone(staff) == ["құпия"]


def test_there_are_none_in_a_private_chat_and_they_count_like_messages(
    world: World, aigul: User, bolat: User, staff: Group, press: Query
) -> None:
    with refused("BOT_NOT_ADMIN"):
        _tell(world, aigul.id, aigul)
    world.limits = RealLimits()
    for _ in range(20):
        _tell(world, staff.id, bolat, callback_query_id=press.id)
    with refused("retry after", 429):
        _tell(world, staff.id, bolat, callback_query_id=press.id)
