"""Reads a batch of updates: each is an event, or cannot be read, or is of a kind that the bot ignores.

Each update is read by itself, so one that cannot be read does not harm the others. Of such an update only the path to
the unreadable field is kept, and who can be asked to write again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from bot.channels.telegram.events import KINDS, reachable, read_departure, read_event
from bot.channels.telegram.fields import Misfit, whole
from bot.channels.telegram.other_bots import is_of_another_bot
from bot.channels.telegram.service_messages import is_service
from bot.dialogue.event import Event, Unreadable
from bot.domain.frozen import frozen

REPLACEMENT = "\ufffd"
"""Replaces bytes that do not fit the encoding."""
NAMES = frozenset({"first_name", "last_name", "username", "title"})
"""Fields that may be damaged, because nothing is decided by them."""
WORD = re.compile(r"[A-Za-z_]\w{0,63}", re.ASCII)


@frozen
class Arrived:
    """One update in the queue. `content` is None if the bot ignores it."""

    update_id: int
    content: Event | Unreadable | None


def read_updates(raws: Sequence[Any], offset: int | None, username: str, *, is_intact: bool) -> list[Arrived]:
    """Read all updates that have a number, or whose number follows from their place. `username` is the bot's.
    `is_intact`: no bytes were replaced."""
    own = [whole(raw.get("update_id")) if isinstance(raw, dict) else 0 for raw in raws]
    return [
        Arrived(
            number, _read(number, raw, username, is_intact=is_intact) if is_own else Unreadable(number, "update_id")
        )
        for is_own, number, raw in zip(own, _complete(own, offset), raws, strict=True)
        if number
    ]


def _complete(own: Sequence[int], offset: int | None) -> list[int]:
    """The number of each update; 0 if it is unknown.

    Updates come in order, and their numbers grow by one. So an update without a number has the next number after the
    one before it, or the number before the one after it. A guess that is too small acknowledges nothing.
    """
    numbers, expected = list(own), offset or 0
    for place, number in enumerate(numbers):
        numbers[place] = number or expected
        expected = numbers[place] and numbers[place] + 1
    for place in range(len(numbers) - 2, -1, -1):
        numbers[place] = numbers[place] or max(numbers[place + 1] - 1, 0)
    return numbers


def _read(number: int, raw: dict[str, Any], username: str, *, is_intact: bool) -> Event | Unreadable | None:
    kind = next(filter(raw.__contains__, KINDS), None)
    if kind is None:
        return None
    content = raw[kind]
    if is_service(content):
        return read_departure(number, content) if kind == "message" else None
    if kind != "my_chat_member" and is_of_another_bot(content):
        return None
    damaged = None if is_intact else next(_damages(content, kind), None)
    if damaged:
        return Unreadable(number, damaged, reachable(kind, content))
    if not isinstance(content, dict):
        return Unreadable(number, kind)
    try:
        return read_event(number, kind, content, username)
    except Misfit as misfit:
        return Unreadable(number, f"{kind}.{misfit}", reachable(kind, content))


def _word(name: str) -> str:
    return name if WORD.fullmatch(name) else "?"


def _damages(value: Any, place: str) -> Iterator[str]:
    """Paths to all texts with replaced bytes."""
    waiting = [(value, place)]
    while waiting:
        part, path = waiting.pop()
        if isinstance(part, dict):
            waiting += [(inner, f"{path}.{_word(key)}") for key, inner in part.items() if key not in NAMES]
        elif isinstance(part, list):
            waiting += [(inner, f"{path}.{index}") for index, inner in enumerate(part)]
        elif isinstance(part, str) and REPLACEMENT in part:
            yield path
