"""Reads parameters that hold objects: keyboards, media, commands, scopes."""

from __future__ import annotations

import re
from typing import Any

from simulator.errors import bad_request, refused_by_simulator
from simulator.schema.command import Command
from simulator.schema.keyboards import InlineKeyboard, Markup, parse
from simulator.schema.kinds import (
    Files,
    Kind,
    chat_id,
    file_or_id,
    is_numeric,
    is_object,
    list_of,
    object_of,
    parsed_json,
)
from simulator.schema.objects import read_object

MAX_COMMANDS = 100
MAX_DESCRIPTION_LENGTH = 256
MAX_MESSAGES = 100

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_SCOPES: dict[str, set[str]] = {
    "default": set(),
    "all_private_chats": set(),
    "all_group_chats": set(),
    "all_chat_administrators": set(),
    "chat": {"chat_id"},
    "chat_administrators": {"chat_id"},
    "chat_member": {"chat_id", "user_id"},
}
_MEDIA = {"document": "InputMediaDocument", "photo": "InputMediaPhoto"}


def markup(name: str, raw: Any, _files: Files) -> Markup | None:
    return parse(parsed_json("reply keyboard markup" if name == "reply_markup" else name, raw))


def inline_markup(name: str, raw: Any, files: Files) -> InlineKeyboard | None:
    """Edits take inline keyboards only."""
    found = markup(name, raw, files)
    if found is not None and not isinstance(found, InlineKeyboard):
        raise bad_request("inline keyboard expected")
    return found


def input_media(name: str, raw: Any, files: Files) -> dict[str, Any]:
    """InputMediaDocument or InputMediaPhoto, with its file in place of the attach:// reference."""
    given = parsed_json(name, raw)
    kind = given.get("type") if isinstance(given, dict) else None
    if kind not in _MEDIA:
        raise refused_by_simulator(f"InputMedia of type {kind!r} is not simulated")
    media = read_object(_MEDIA[kind], given, "can't parse InputMedia: ")
    if "media" not in media:
        raise bad_request("can't parse InputMedia: media not found")
    media["media"] = file_or_id("media", media["media"], files)
    return media


def message_ids(name: str, raw: Any, files: Files) -> list[int]:
    return [int(one) for one in list_of(is_numeric, "Integer", 1, MAX_MESSAGES)(name, raw, files)]


def commands(name: str, raw: Any, files: Files) -> list[Command]:
    """At most 100; a-z 0-9 _ up to 32; descriptions up to 256 (docs/facts/telegram.md 1.3)."""
    given = list_of(is_object, "BotCommand", most=10_000)(name, raw, files)
    if len(given) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    found = [_command(read_object("BotCommand", one, "can't parse BotCommand: ")) for one in given]
    if len({command.name for command in found}) != len(found):
        raise refused_by_simulator("the same command stands in the list twice")
    return found


def _command(given: dict[str, Any]) -> Command:
    for name in ("command", "description"):
        if name not in given:
            raise bad_request(f"can't parse BotCommand: Can't find field \"{name}\"")
    if not _COMMAND.fullmatch(given["command"]):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(given["description"].strip()) <= MAX_DESCRIPTION_LENGTH:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return Command(given["command"], given["description"].strip(), given.get("is_ephemeral", False))


def scope(name: str, raw: Any, files: Files) -> dict[str, Any]:
    """One of the seven BotCommandScopes; that of one chat member has every field of the others."""
    given = parsed_json(name, raw)
    kind = given.get("type") if isinstance(given, dict) else None
    if kind not in _SCOPES:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    read = read_object("BotCommandScopeChatMember", given, "can't parse BotCommandScope: ")
    for field in sorted(_SCOPES[kind]):
        if field not in read:
            raise bad_request(f"can't parse BotCommandScope: Can't find field \"{field}\"")
    found = {field: read[field] for field in ("type", *_SCOPES[kind])}
    return found | ({"chat_id": chat_id("chat_id", found["chat_id"], files)} if "chat_id" in found else {})


def reply_parameters(name: str, raw: Any, files: Files) -> dict[str, Any]:
    given: dict[str, Any] = object_of("ReplyParameters")(name, raw, files)
    return given | ({"chat_id": chat_id("chat_id", given["chat_id"], files)} if "chat_id" in given else {})


def ephemeral(name: str, raw: Any, files: Files) -> dict[str, Any]:
    given: dict[str, Any] = object_of("EphemeralMessageParameters")(name, raw, files)
    if "receiver_user_id" not in given:
        raise bad_request("can't parse EphemeralMessageParameters: Can't find field \"receiver_user_id\"")
    return given


link_preview: Kind = object_of("LinkPreviewOptions")
menu_button: Kind = object_of("MenuButtonWebApp")
