"""Commands, names and descriptions: per language and scope, and within limits."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.actors.user import User
from simulator.state.clock import SimulatedClock
from simulator.state.group import Group
from simulator.world import World
from tests.simulator.asking import refused

START = {"command": "start", "description": "Бастау"}


def _set(world: World, *commands: dict[str, Any], **more: Any) -> None:
    world.call("setMyCommands", commands=list(commands), **more)


@pytest.mark.parametrize("name", ["Start", "өшіру", "a-b", "", "x" * 33, "/start"])
def test_command_is_1_to_32_of_small_letters_digits_underscore(world: World, name: str) -> None:
    with refused("Bad Request: BOT_COMMAND_INVALID"):
        _set(world, {"command": name, "description": "x"})


@pytest.mark.parametrize("text", ["", " ", "ә" * 257])
def test_description_has_1_to_256_characters(world: World, text: str) -> None:
    with refused("Bad Request: BOT_COMMAND_DESCRIPTION_INVALID"):
        _set(world, {"command": "x", "description": text})


def test_more_than_100_commands_are_refused(world: World) -> None:
    commands = [{"command": f"c{number}", "description": "x"} for number in range(101)]
    with refused("Bad Request: BOT_COMMANDS_TOO_MUCH"):
        _set(world, *commands)
    _set(world, *commands[:100])


def test_same_command_twice_is_refused(world: World) -> None:
    with refused("stands in the list twice"):
        _set(world, START, START)


def test_commands_are_kept_per_scope_and_language(world: World) -> None:
    scope = {"type": "all_private_chats"}
    _set(world, START, scope=scope, language_code="kk")
    assert world.commands("all_private_chats", "kk") == [("start", "Бастау")]
    assert world.commands("all_private_chats", "ru") == []
    assert world.call("getMyCommands", scope=scope, language_code="kk") == [START]
    assert world.call("getMyCommands", scope=scope) == []
    world.call("deleteMyCommands", scope=scope, language_code="kk")
    assert world.commands(scope, "kk") == []


@pytest.mark.parametrize(
    ("given", "answered"),
    [({"is_ephemeral": True}, {"is_ephemeral": True}), ({"is_ephemeral": False}, {}), ({"x": 1}, {})],
)
def test_command_may_be_ephemeral_and_unknown_fields_are_ignored(
    world: World, given: dict[str, Any], answered: dict[str, Any]
) -> None:
    _set(world, START | given)
    assert world.call("getMyCommands") == [START | answered]
    assert world.commands() == [("start", "Бастау")]


def test_client_shows_the_most_specific_scope_language_first(world: World, staff: Group, bolat: User) -> None:
    _set(world, START)
    _set(world, {"command": "leads", "description": "Лиды"}, scope={"type": "chat", "chat_id": staff.id})
    _set(world, {"command": "start", "description": "Начать"}, scope={"type": "all_private_chats"}, language_code="ru")
    assert bolat.commands_shown() == [("start", "Начать")]
    assert bolat.commands_shown(staff) == [("leads", "Лиды")]
    assert world.user("Айгүл").commands_shown() == [("start", "Бастау")]


def test_scope_of_an_unknown_chat_is_refused(world: World) -> None:
    with refused("Bad Request: chat not found"):
        _set(world, START, scope={"type": "chat", "chat_id": -100123})


def test_administrator_scopes_are_for_groups(world: World, aigul: User) -> None:
    _set(world, START, scope={"type": "chat", "chat_id": aigul.id})
    with refused("can't use specified command scope in private chats"):
        _set(world, START, scope={"type": "chat_administrators", "chat_id": aigul.id})


@pytest.mark.parametrize(
    ("kind", "method", "limit"),
    [("name", "MyName", 64), ("description", "MyDescription", 512), ("short_description", "MyShortDescription", 120)],
)
def test_texts_have_limits_and_fall_back_to_no_language(world: World, kind: str, method: str, limit: int) -> None:
    world.call(f"set{method}", {kind: "x" * limit})
    assert world.call(f"get{method}", language_code="kk") == {kind: "x" * limit}
    world.call(f"set{method}", {kind: "Қазақша", "language_code": "kk"})
    assert world.call(f"get{method}", language_code="kk") == {kind: "Қазақша"}
    with refused("Bad Request: BOT_"):
        world.call(f"set{method}", {kind: "x" * (limit + 1)})


def test_without_texts_there_is_only_the_name(world: World) -> None:
    assert world.call("getMyName") == {"name": world.bot.first_name}
    assert world.call("getMyDescription") == {"description": ""}


def test_menu_button_of_one_chat_and_of_all(world: World, aigul: User) -> None:
    assert world.call("getChatMenuButton", chat_id=aigul.id) == {"type": "commands"}
    world.call("setChatMenuButton", menu_button={"type": "default"})
    assert world.call("getChatMenuButton", chat_id=aigul.id) == {"type": "default"}


def test_menu_button_is_for_private_chats_and_of_a_known_type(world: World, staff: Group) -> None:
    with refused("chat_id must be an identifier of a private chat"):
        world.call("setChatMenuButton", chat_id=staff.id)
    with refused("menu button 'web_app' is not simulated"):
        world.call("setChatMenuButton", menu_button={"type": "web_app"})


def test_close_is_refused_in_the_first_ten_minutes(world: World, clock: SimulatedClock) -> None:
    with refused("Too Many Requests: retry after", code=429):
        world.call("close")
    clock.advance(601)
    assert world.call("close") is True
