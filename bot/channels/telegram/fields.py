"""Reads one field of an update, or says that it has the wrong type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Content = Mapping[str, Any]
LARGEST = 1 << 53
"""Telegram's numbers stay below (docs/facts/telegram.md 1.3)."""


class Misfit(Exception):
    """Permanent: this field cannot be read. The text is the path to it, made of names of the Bot API."""


def number(content: Content, name: str, path: str = "") -> int:
    """Raises Misfit."""
    value = content.get(name)
    if type(value) is not int or not -LARGEST < value < LARGEST:
        raise Misfit(path + name)
    return value


def optional_number(content: Content, name: str, path: str = "") -> int | None:
    """Raises Misfit."""
    return None if content.get(name) is None else number(content, name, path)


def text(content: Content, name: str, path: str = "") -> str:
    """Raises Misfit."""
    value = as_text(content.get(name))
    if value is None:
        raise Misfit(path + name)
    return value


def optional_text(content: Content, name: str, path: str = "") -> str | None:
    """Raises Misfit."""
    return None if content.get(name) is None else text(content, name, path)


def inner(content: Content, name: str, path: str = "") -> Content:
    """An object. Raises Misfit."""
    value = content.get(name)
    if not isinstance(value, dict):
        raise Misfit(path + name)
    return value


def as_text(value: object) -> str | None:
    """None for anything else, and for half a surrogate: it can neither be stored nor said."""
    if not isinstance(value, str):
        return None
    try:
        value.encode()
    except UnicodeEncodeError:
        return None
    return value


def whole(value: object) -> int:
    """A number of Telegram's above zero, written as a text or not; 0 for anything else."""
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value[:20])
    return value if type(value) is int and 0 < value < LARGEST else 0
