"""Which compound things stand in parameters? Keyboards, media, commands, scopes."""

from __future__ import annotations

import re
from typing import Any

from simulator.errors import bad_request, refused_by_simulator
from simulator.keyboards import InlineKeyboard, Markup, parse
from simulator.schema.kinds import Files, Kind, a_file, an_object, list_of, parsed_json

COMMANDS_LIMIT = 100
DESCRIPTION_LIMIT = 256
MESSAGES_LIMIT = 100

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
_MEDIA_FIELDS: dict[str, type | tuple[type, ...]] = {
    "type": str, "media": str, "caption": str, "parse_mode": str, "caption_entities": list,
    "disable_content_type_detection": bool, "show_caption_above_media": bool, "has_spoiler": bool,
}  # fmt: skip


def markup(name: str, raw: Any, _files: Files) -> Markup | None:
    return parse(parsed_json("reply keyboard markup" if name == "reply_markup" else name, raw))


def inline_markup(name: str, raw: Any, files: Files) -> InlineKeyboard | None:
    """Edits take inline keyboards only."""
    found = markup(name, raw, files)
    if found is not None and not isinstance(found, InlineKeyboard):
        raise bad_request("inline keyboard expected")
    return found


def input_media(name: str, raw: Any, files: Files) -> dict[str, Any]:
    """InputMediaDocument or InputMediaPhoto, its file resolved."""
    given = dict(an_object(**_MEDIA_FIELDS)(name, raw, files))
    if given.get("type") not in ("document", "photo"):
        raise refused_by_simulator(f"InputMedia of type {given.get('type')!r} is not simulated")
    if "media" not in given:
        raise bad_request("can't parse InputMedia: media not found")
    given["media"] = a_file("media", given["media"], files)
    return given


def commands(name: str, raw: Any, files: Files) -> list[tuple[str, str]]:
    """At most 100; a-z 0-9 _ up to 32; descriptions up to 256 (facts: telegram.md 1.3)."""
    given = list_of(lambda one: isinstance(one, dict), "BotCommand", most=10_000)(name, raw, files)
    if len(given) > COMMANDS_LIMIT:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    found = [_command(one) for one in given]
    if len({command for command, _ in found}) != len(found):
        raise refused_by_simulator("the same command stands in the list twice")
    return found


def _command(raw: dict[str, Any]) -> tuple[str, str]:
    if set(raw) != {"command", "description"} or not all(isinstance(value, str) for value in raw.values()):
        raise bad_request("can't parse BotCommand: exactly command and description are expected, as Strings")
    if not _COMMAND.fullmatch(raw["command"]):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(raw["description"].strip()) <= DESCRIPTION_LIMIT:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return raw["command"], raw["description"].strip()


def scope(name: str, raw: Any, _files: Files) -> dict[str, Any]:
    """One of the seven BotCommandScopes with exactly its fields."""
    given = parsed_json(name, raw)
    kind = given.get("type") if isinstance(given, dict) else None
    if kind not in _SCOPES:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    if set(given) != _SCOPES[kind] | {"type"}:
        raise bad_request(f"can't parse BotCommandScope: {kind} needs {sorted(_SCOPES[kind])} and nothing else")
    return dict(given)


reply_parameters: Kind = an_object(
    message_id=int, chat_id=(int, str), allow_sending_without_reply=bool, quote=str, quote_parse_mode=str
)
link_preview: Kind = an_object(
    is_disabled=bool, url=str, prefer_small_media=bool, prefer_large_media=bool, show_above_text=bool
)
menu_button: Kind = an_object(type=str)
