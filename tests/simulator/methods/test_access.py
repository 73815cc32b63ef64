"""The chats the bot can reach, and the errors for those it cannot."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.actors.user import User
from simulator.errors import ApiError
from simulator.state.group import Group
from simulator.world import World
from tests.simulator.asking import inline, refused, sent


def _writes(chat_id: int, message_id: int) -> list[tuple[str, dict[str, Any]]]:
    place = {"chat_id": chat_id, "message_id": message_id}
    return [
        ("sendMessage", {"chat_id": chat_id, "text": "x"}),
        ("editMessageText", {**place, "text": "y"}),
        ("deleteMessage", place),
        ("deleteMessages", {"chat_id": chat_id, "message_ids": [message_id]}),
    ]


@pytest.mark.parametrize("chat_id", [1, -100123, "@nobody"])
def test_unknown_chat_is_not_found(world: World, chat_id: object) -> None:
    with refused("Bad Request: chat not found"):
        world.call("sendMessage", chat_id=chat_id, text="x")
    with refused("Bad Request: chat not found"):
        world.call("deleteMessage", chat_id=chat_id, message_id=1)
    with refused("Bad Request: chat not found"):
        world.call("getChat", chat_id=chat_id)


def test_user_who_never_started_the_bot_is_not_found(world: World, bolat: User) -> None:
    with refused("Bad Request: chat not found"):
        world.call("sendMessage", chat_id=bolat.id, text="x")
    with refused("Bad Request: chat not found"):
        world.call("getChat", chat_id=bolat.id)


def test_user_known_only_from_a_group_cannot_be_written_to_first(world: World, staff: Group, bolat: User) -> None:
    sent(world, staff, reply_markup=inline([("Алу", "take")]))
    bolat.tap("Алу", chat=staff)
    with refused("Forbidden: bot can't initiate conversation with a user", code=403):
        world.call("sendMessage", chat_id=bolat.id, text="x")
    bolat.start()
    sent(world, bolat.chat)


def test_group_without_the_bot_is_not_found(world: World) -> None:
    group = world.supergroup("Бөтен", bot_member=False)
    with refused("Bad Request: chat not found"):
        sent(world, group)


def test_who_blocked_the_bot_cannot_be_reached(world: World, aigul: User) -> None:
    message = sent(world, aigul.chat)
    aigul.block_bot()
    for method, params in _writes(aigul.id, message.id):
        with refused("Forbidden: bot was blocked by the user", code=403):
            world.call(method, params)
    aigul.unblock_bot()
    sent(world, aigul.chat)


def test_deleted_account_cannot_be_reached(world: World, aigul: User) -> None:
    message = sent(world, aigul.chat)
    aigul.deactivate()
    for method, params in _writes(aigul.id, message.id):
        with refused("Forbidden: user is deactivated", code=403):
            world.call(method, params)


def test_kicked_bot_cannot_reach_the_supergroup(world: World, staff: Group) -> None:
    message = sent(world, staff)
    staff.kick_bot()
    for method, params in [*_writes(staff.id, message.id), ("getChat", {"chat_id": staff.id})]:
        with refused("Forbidden: bot was kicked from the supergroup chat", code=403):
            world.call(method, params)
    staff.invite_bot()
    sent(world, staff)


def test_bot_that_left_is_no_member(world: World, staff: Group) -> None:
    world.call("leaveChat", chat_id=staff.id)
    with refused("Forbidden: bot is not a member of the supergroup chat", code=403):
        sent(world, staff)


def test_kicked_from_a_basic_group_says_group(world: World, bolat: User) -> None:
    group = world.basic_group("Ескі топ", members=[bolat])
    group.kick_bot()
    with refused("Forbidden: bot was kicked from the group chat", code=403):
        sent(world, group)


def test_old_basic_group_names_its_successor(world: World, bolat: User) -> None:
    group = world.basic_group("Ескі топ", members=[bolat])
    message = sent(world, group)
    successor = group.migrate()
    for method, params in _writes(group.id, message.id):
        with refused("Bad Request: group chat was upgraded to a supergroup chat") as caught:
            world.call(method, params)
        assert isinstance(caught.value, ApiError)
        assert caught.value.parameters == {"migrate_to_chat_id": successor.id}
    sent(world, successor)


def test_messages_do_not_move_to_the_new_supergroup(world: World, bolat: User) -> None:
    group = world.basic_group("Ескі топ", members=[bolat])
    message = sent(world, group)
    successor = group.migrate()
    with refused("message to edit not found"):
        world.call("editMessageText", chat_id=successor.id, message_id=message.id, text="y")


def test_old_basic_group_can_still_be_read(world: World, bolat: User) -> None:
    group = world.basic_group("Ескі топ", members=[bolat])
    group.migrate()
    assert world.call("getChat", chat_id=group.id)["type"] == "group"


def test_group_is_reached_by_its_username(world: World, staff: Group) -> None:
    staff.username = "momu_leads"
    assert world.call("sendMessage", chat_id="@MOMU_leads", text="x")["chat"]["id"] == staff.id


def test_logged_out_bot_is_not_served(world: World) -> None:
    world.call("logOut")
    with refused("Logged out"):
        world.call("getMe")
