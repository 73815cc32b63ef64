"""What has come in: an update, one that cannot be read, or one that nobody asked for?

Each is read by itself, so that one that fits no model of the library concerns nobody else. Of what cannot be read only
the place that did not fit is kept, and who may be asked to write again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiogram import Bot
from aiogram.types import Update
from pydantic import ValidationError

from bot.other_bots import is_of_another_bot
from bot.service_messages import is_service

KINDS = ("message", "edited_message", "callback_query", "my_chat_member")
"""What is asked for; anything else is acknowledged in silence."""
REPLACEMENT = "\ufffd"
"""Stands where bytes fitted no encoding."""
NAMES = frozenset({"first_name", "last_name", "username", "title"})
"""Damage to these matters to nobody: nothing is decided by them."""
WORD = re.compile(r"[A-Za-z_]\w{0,63}", re.ASCII)
LARGEST = 1 << 53
"""Telegram's numbers stay below (docs/facts/telegram.md 1.3)."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Whom to ask to write again, and where: a private chat, or the press with that number."""

    id: int
    chat_id: int
    language_code: str | None
    query_id: str | None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """`place` is made of names of the Bot API, its kind first, never of values. Without a `sender` nobody is asked."""

    update_id: int
    place: str
    sender: Sender | None = None


@dataclass(frozen=True, slots=True)
class Arrived:
    """One place in the queue. `content` is None for what nobody asked for, and for what nobody said."""

    update_id: int
    content: Update | Unreadable | None


def read_updates(raws: Sequence[Any], offset: int | None, bot: Bot, *, is_intact: bool) -> list[Arrived]:
    """All that have a number, or whose number follows from their place. `is_intact`: no bytes were replaced."""
    numbers = _numbers(raws, offset)
    return [
        Arrived(number, _read(number, raw, bot, is_intact=is_intact))
        for number, raw in zip(numbers, raws, strict=True)
        if number
    ]


def _numbers(raws: Sequence[Any], offset: int | None) -> list[int]:
    """Updates come in order, and numbers grow by one: what has none is next after the one before, or before the one
    after. Too small a guess acknowledges nothing, and the next one will be larger. 0 where nothing is known."""
    numbers, expected = [_whole(raw.get("update_id")) if isinstance(raw, dict) else 0 for raw in raws], offset or 0
    for place, number in enumerate(numbers):
        numbers[place] = number or expected
        expected = numbers[place] and numbers[place] + 1
    for place in range(len(numbers) - 2, -1, -1):
        numbers[place] = numbers[place] or max(numbers[place + 1] - 1, 0)
    return numbers


def _read(number: int, raw: Any, bot: Bot, *, is_intact: bool) -> Update | Unreadable | None:
    if not isinstance(raw, dict) or not _whole(raw.get("update_id")):
        return Unreadable(number, "update_id")
    kind = _kind(raw)
    if kind is None or is_service(raw[kind]) or (kind != "my_chat_member" and is_of_another_bot(raw[kind])):
        return None
    damaged = None if is_intact else next(_damages(raw[kind], kind), None)
    if damaged:
        return Unreadable(number, damaged, _sender(kind, raw[kind]))
    try:
        return Update.model_validate({"update_id": number, kind: raw[kind]}, context={"bot": bot})
    except ValidationError as error:
        return Unreadable(number, _place(error), _sender(kind, raw[kind]))
    except (ValueError, TypeError, RecursionError, OverflowError) as error:
        return Unreadable(number, f"{kind} ({type(error).__name__})", _sender(kind, raw[kind]))


def _kind(raw: Any) -> str | None:
    return next((kind for kind in KINDS if kind in raw), None) if isinstance(raw, dict) else None


def _place(error: ValidationError) -> str:
    """The path to what did not fit; of alternatives, in that one whose type is named."""
    found = [
        (one["type"], one["loc"]) for one in error.errors(include_url=False, include_context=False, include_input=False)
    ]
    others = {loc[:-1] for problem, loc in found if problem == "literal_error"}
    fitting = [loc for _, loc in found if loc[:-1] not in others]
    return ".".join(_word(part) for part in (fitting or [loc for _, loc in found])[0])


def _word(part: int | str) -> str:
    return str(part) if isinstance(part, int) or WORD.fullmatch(part) else "?"


def _damages(value: Any, place: str) -> Iterator[str]:
    """Paths to texts with damaged bytes."""
    waiting = [(value, place)]
    while waiting:
        part, path = waiting.pop()
        if isinstance(part, dict):
            waiting += [(inner, f"{path}.{_word(key)}") for key, inner in part.items() if key not in NAMES]
        elif isinstance(part, list):
            waiting += [(inner, f"{path}.{index}") for index, inner in enumerate(part)]
        elif isinstance(part, str) and REPLACEMENT in part:
            yield path


def _sender(kind: str, content: Any) -> Sender | None:
    """Whoever said it, if they can be told where nobody else reads it."""
    if not isinstance(content, dict):
        return None
    user, chat, query_id = _inner(content, "from"), _inner(content, "chat"), content.get("id")
    code = user.get("language_code")
    language = code if isinstance(code, str) else None
    who = _whole(user.get("id"))
    if kind == "callback_query":
        pressed = isinstance(query_id, str) and query_id.isascii() and query_id.isdigit()
        return Sender(who, who, language, str(query_id)) if who and pressed else None
    chat_id = _whole(chat.get("id"))
    if kind == "my_chat_member" or chat.get("type") != "private" or not chat_id:
        return None
    return Sender(who or chat_id, chat_id, language, None)


def _inner(content: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = content.get(key)
    return found if isinstance(found, dict) else {}


def _whole(value: object) -> int:
    """A number of Telegram's; 0 for anything else."""
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value[:20])
    return value if type(value) is int and 0 < value < LARGEST else 0
