"""Methods that change and show how the bot presents itself (docs/facts/telegram.md 1.3, 5.1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simulator.errors import bad_request, refused_by_simulator, too_many_requests
from simulator.methods.access import Access, reach
from simulator.schema.check import Args
from simulator.state.world_state import WorldState
from simulator.text import utf16

MAX_LENGTHS = {"name": 64, "description": 512, "short_description": 120}
CLOSE_REFUSED_MS = 600_000


def get_me(world: WorldState, _args: Args) -> dict[str, Any]:
    return world.bot.about_itself()


def set_commands(world: WorldState, args: Args) -> bool:
    """Stores commands for one scope and language; an empty list deletes them."""
    world.profile.set_commands(_scope(world, args), args.get("language_code", ""), args["commands"])
    world.feed.emit("profile")
    return True


def get_commands(world: WorldState, args: Args) -> list[dict[str, Any]]:
    """The commands of exactly this scope and language, without fallback."""
    found = world.profile.commands_for(_scope(world, args), args.get("language_code", ""))
    return [command.to_json() for command in found]


def delete_commands(world: WorldState, args: Args) -> bool:
    return set_commands(world, args | {"commands": []})


def _scope(world: WorldState, args: Args) -> dict[str, Any]:
    """The scope, whose chat, if any, the bot must be in."""
    scope: dict[str, Any] = args.get("scope", {"type": "default"})
    if "chat_id" not in scope:
        return scope
    chat = reach(world, scope["chat_id"], Access.MEMBERS)
    if scope["type"] != "chat" and chat.type == "private":
        raise bad_request("can't use specified command scope in private chats")
    return scope | {"chat_id": chat.id}


def text_setter(kind: str) -> Callable[[WorldState, Args], bool]:
    """setMyName, setMyDescription or setMyShortDescription; an empty text restores the default."""

    def set_text(world: WorldState, args: Args) -> bool:
        text = args.get(kind, "").strip()
        if utf16.length(text) > MAX_LENGTHS[kind]:
            raise bad_request(f"BOT_{kind.upper()}_TOO_LONG" if kind != "name" else "BOT_TITLE_INVALID")
        world.profile.set_text(kind, args.get("language_code", ""), text)
        world.feed.emit("profile")
        return True

    return set_text


def text_getter(kind: str) -> Callable[[WorldState, Args], dict[str, str]]:
    return lambda world, args: {kind: world.profile.text(kind, args.get("language_code", ""))}


def set_menu_button(world: WorldState, args: Args) -> bool:
    button = args.get("menu_button", {"type": "default"})
    if button["type"] not in ("default", "commands"):
        raise refused_by_simulator(f"menu button {button['type']!r} is not simulated")
    world.profile.menu_buttons[_private(world, args)] = button
    return True


def get_menu_button(world: WorldState, args: Args) -> dict[str, Any]:
    default = world.profile.menu_buttons.get(None, {"type": "commands"})
    return world.profile.menu_buttons.get(_private(world, args), default)


def _private(world: WorldState, args: Args) -> int | None:
    if "chat_id" not in args:
        return None
    chat = reach(world, args["chat_id"], Access.READ)
    if chat.type != "private":
        raise bad_request("chat_id must be an identifier of a private chat")
    return chat.id


def close(world: WorldState, _args: Args) -> bool:
    """Refused during the first ten minutes after the start (docs/facts/telegram.md 1.5)."""
    running_ms = world.clock.now_ms() - world.started_ms
    if running_ms < CLOSE_REFUSED_MS:
        raise too_many_requests((CLOSE_REFUSED_MS - running_ms) // 1000 + 1)
    return True


def log_out(world: WorldState, _args: Args) -> bool:
    """Afterwards the cloud server refuses this bot."""
    world.logged_out = True
    return True
