"""Types of parameters: each kind reads a raw value or raises the error that says what is wrong with it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from simulator.errors import bad_request, refused_by_simulator
from simulator.schema.objects import is_number, read_object
from simulator.schema.upload import Upload

Files = Mapping[str, Upload]
Kind = Callable[[str, Any, Files], Any]

_INTEGER = re.compile(r"-?\d{1,18}")
_USERNAME = re.compile(r"@[A-Za-z][A-Za-z0-9_]{3,31}")
_TRUE = frozenset({"true", "yes", "1"})
_FALSE = frozenset({"false", "no", "0"})
UPDATE_KINDS = frozenset(
    {
        "message", "edited_message", "channel_post", "edited_channel_post", "business_connection", "business_message",
        "edited_business_message", "deleted_business_messages", "message_reaction", "message_reaction_count",
        "inline_query", "chosen_inline_result", "callback_query", "shipping_query", "pre_checkout_query",
        "purchased_paid_media", "poll", "poll_answer", "my_chat_member", "chat_member", "chat_join_request",
        "chat_boost", "removed_chat_boost", "managed_bot", "guest_message", "subscription",
        "stopped_message_generation",
    }
)  # fmt: skip


def integer(name: str, raw: Any, _files: Files) -> int:
    if is_number(raw) or (isinstance(raw, str) and _INTEGER.fullmatch(raw)):
        return int(raw)
    raise refused_by_simulator(f'parameter "{name}" must be an Integer, not {raw!r}')


def between(low: int, high: int) -> Kind:
    """Telegram silently clamps some of these numbers; here an error shows the caller's bug."""

    def check(name: str, raw: Any, files: Files) -> int:
        number = integer(name, raw, files)
        if not low <= number <= high:
            raise refused_by_simulator(f'parameter "{name}" must be between {low} and {high}, not {number}')
        return number

    return check


def boolean(name: str, raw: Any, _files: Files) -> bool:
    """The Bot API server takes true, yes and 1 in any case (Client::to_bool), and everything else for false."""
    word = str(raw).strip().lower()
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    raise refused_by_simulator(f'parameter "{name}" must be a Boolean, not {raw!r}')


def string(name: str, raw: Any, _files: Files) -> str:
    if isinstance(raw, str) or is_number(raw):
        return str(raw)
    raise refused_by_simulator(f'parameter "{name}" must be a String, not {raw!r}')


def chat_id(name: str, raw: Any, files: Files) -> int | str:
    """A number, or @username of a group."""
    if isinstance(raw, str) and _USERNAME.fullmatch(raw):
        return str(raw)
    if isinstance(raw, str) and not _INTEGER.fullmatch(raw):
        raise bad_request("chat not found")
    return integer(name, raw, files)


def user_id(name: str, raw: Any, files: Files) -> int:
    number = integer(name, raw, files)
    if not 0 < number < 1 << 52:
        raise bad_request("invalid user_id specified")
    return number


def parsed_json(name: str, raw: Any) -> Any:
    """Objects and lists stand as JSON text in forms, and may do so in a JSON body."""
    if not isinstance(raw, str):
        return raw
    try:
        return json.loads(raw)
    except ValueError:
        raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None


def list_of(item: Callable[[Any], bool], what: str, least: int = 0, most: int = 1000) -> Kind:
    def check(name: str, raw: Any, _files: Files) -> list[Any]:
        given = parsed_json(name, raw)
        if not isinstance(given, list) or not all(item(one) for one in given):
            raise refused_by_simulator(f'parameter "{name}" must be an Array of {what}, not {given!r}')
        if not least <= len(given) <= most:
            raise refused_by_simulator(f'parameter "{name}" must have {least}-{most} items, not {len(given)}')
        return given

    return check


def object_of(kind: str) -> Kind:
    """An object with the fields of this type (schema/objects.py)."""

    def check(name: str, raw: Any, _files: Files) -> dict[str, Any]:
        spoken = name.replace("_", " ")
        given = parsed_json(name, raw)
        if not isinstance(given, dict):
            raise bad_request(f"can't parse {spoken}: expected an Object")
        return read_object(kind, given, f"can't parse {spoken}: ")

    return check


def update_kinds(name: str, raw: Any, files: Files) -> list[str]:
    """Names in any case; unknown ones are ignored, and a list with no known name means the default
    (Client::get_allowed_update_types)."""
    given: list[str] = list_of(is_text, "String")(name, raw, files)
    return [word.lower() for word in given if word.lower() in UPDATE_KINDS]


def language_code(name: str, raw: Any, files: Files) -> str:
    """Exactly two lower-case letters; without the parameter, all languages (docs/facts/telegram.md 1.3)."""
    code = string(name, raw, files)
    if not re.fullmatch(r"[a-z]{2}", code):
        raise bad_request("invalid language code specified")
    return code


def file_or_id(name: str, raw: Any, files: Files) -> Upload | str:
    """An upload, under the parameter's name or by attach://, or the id of a file that Telegram already has."""
    if isinstance(raw, Upload):
        return raw
    if not isinstance(raw, str) or raw.startswith(("http://", "https://")):
        raise refused_by_simulator(f'parameter "{name}" must be a file or a file_id: URLs are not simulated')
    if not raw.startswith("attach://"):
        return str(raw)
    if raw.removeprefix("attach://") not in files:
        raise bad_request(f"wrong file identifier/HTTP URL specified: nothing is attached as {raw}")
    return files[raw.removeprefix("attach://")]


def not_simulated(name: str, _raw: Any, _files: Files) -> Any:
    raise refused_by_simulator(f'parameter "{name}" exists in the Bot API but is deprecated or not simulated')


def is_text(value: Any) -> bool:
    return isinstance(value, str)


def is_numeric(value: Any) -> bool:
    return is_number(value) or (isinstance(value, str) and _INTEGER.fullmatch(value) is not None)


def is_object(value: Any) -> bool:
    return isinstance(value, dict)
