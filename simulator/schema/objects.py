"""Fields and types of the objects that a request can hold: the one table, and the function that reads by it.

The names are those of Bot API 10.3; a test compares them with aiogram's types. A field that Telegram does not know is
ignored, as there; one that it knows and that is not simulated is refused. Types as the Bot API server reads them
(tdlib, JsonBuilder.cpp): numbers may stand as text and text as numbers, but booleans have to be booleans.
"""

from __future__ import annotations

import re
from typing import Any

from simulator.errors import ApiError, bad_request, refused_by_simulator

NOT_SIMULATED = object
Fields = dict[str, type]

_CAPTION: Fields = {"caption": str, "parse_mode": str, "caption_entities": list}
_BUTTON: Fields = {"text": str, "style": str, "icon_custom_emoji_id": NOT_SIMULATED}

OBJECTS: dict[str, Fields] = {
    "InlineKeyboardMarkup": {"inline_keyboard": list, "force_reply": bool},
    "ReplyKeyboardMarkup": {
        "keyboard": list, "is_persistent": bool, "resize_keyboard": bool, "one_time_keyboard": bool,
        "input_field_placeholder": str, "selective": bool, "force_reply": bool,
    },
    "ReplyKeyboardRemove": {"remove_keyboard": bool, "selective": bool},
    "ForceReply": {"force_reply": bool, "input_field_placeholder": str, "selective": bool},
    "InlineKeyboardButton": {
        **_BUTTON, "url": str, "callback_data": str, "copy_text": dict, "disabled": dict, "pay": NOT_SIMULATED,
        "web_app": NOT_SIMULATED, "login_url": NOT_SIMULATED, "switch_inline_query": NOT_SIMULATED,
        "switch_inline_query_current_chat": NOT_SIMULATED, "switch_inline_query_chosen_chat": NOT_SIMULATED,
        "callback_game": NOT_SIMULATED,
    },
    "KeyboardButton": {
        **_BUTTON, "request_contact": bool, "request_location": bool, "request_user": NOT_SIMULATED,
        "request_users": NOT_SIMULATED, "request_chat": NOT_SIMULATED, "request_managed_bot": NOT_SIMULATED,
        "request_poll": NOT_SIMULATED, "web_app": NOT_SIMULATED,
    },
    "CopyTextButton": {"text": str},
    "DisabledButton": {},
    "ReplyParameters": {
        "message_id": int, "chat_id": str, "allow_sending_without_reply": bool, "quote": str, "quote_parse_mode": str,
        "quote_entities": list, "quote_position": int, "checklist_task_id": NOT_SIMULATED,
        "poll_option_id": NOT_SIMULATED, "ephemeral_message_id": NOT_SIMULATED,
    },
    "EphemeralMessageParameters": {
        "receiver_user_id": int, "callback_query_id": str, "replace_callback_query_message": NOT_SIMULATED,
    },
    "LinkPreviewOptions": {
        "is_disabled": bool, "url": str, "prefer_small_media": bool, "prefer_large_media": bool,
        "show_above_text": bool,
    },
    "BotCommand": {"command": str, "description": str, "is_ephemeral": bool},
    "BotCommandScopeChatMember": {"type": str, "chat_id": str, "user_id": int},
    "InputMediaPhoto": {
        "type": str, "media": str, **_CAPTION, "show_caption_above_media": bool, "has_spoiler": bool,
    },
    "InputMediaDocument": {
        "type": str, "media": str, **_CAPTION, "disable_content_type_detection": bool, "thumbnail": NOT_SIMULATED,
    },
    "MenuButtonWebApp": {"type": str, "text": NOT_SIMULATED, "web_app": NOT_SIMULATED},
    "MessageEntity": {
        "type": str, "offset": int, "length": int, "url": str, "user": NOT_SIMULATED, "language": str,
        "custom_emoji_id": str, "unix_time": int, "date_time_format": str,
    },
}  # fmt: skip

_NAMES = {bool: "Boolean", dict: "Object", list: "Array", str: "String"}
_INTEGER = re.compile(r"-?\d{1,18}")


def read_object(kind: str, raw: Any, problem: str) -> dict[str, Any]:
    """The known fields in their types. `problem` opens the error, as in "can't parse BotCommand: "."""
    if not isinstance(raw, dict):
        raise _wrong(problem, f"{kind} must be an Object")
    known = OBJECTS[kind]
    return {name: _read(kind, name, value, known[name], problem) for name, value in raw.items() if name in known}


def _read(kind: str, name: str, value: Any, wanted: type, problem: str) -> Any:
    if wanted is NOT_SIMULATED:
        raise refused_by_simulator(f'field "{name}" of {kind} exists in the Bot API but is not simulated')
    if wanted is int:
        return _integer(name, value, problem)
    if wanted is str and (is_number(value) or isinstance(value, float)):
        return str(value)
    if not isinstance(value, wanted):
        raise _wrong(problem, f'Field "{name}" must be of type {_NAMES[wanted]}')
    return value


def _integer(name: str, value: Any, problem: str) -> int:
    if is_number(value) or (isinstance(value, str) and _INTEGER.fullmatch(value)):
        return int(value)
    raise _wrong(problem, f'Field "{name}" must be a valid Number')


def _wrong(problem: str, text: str) -> ApiError:
    """Without a prefix Telegram begins the text in lower case."""
    return bad_request(problem + text if problem else text[0].lower() + text[1:])


def is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
