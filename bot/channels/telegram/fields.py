"""Reads one field of an update, and checks its type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Content = Mapping[str, Any]
LARGEST = 1 << 53
"""All numbers of Telegram are smaller (docs/facts/telegram.md 1.3)."""


class Misfit(Exception):
    """Permanent: a field has the wrong type. The text is the path to it, made of field names of the Bot API."""


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
    given = content.get(name)
    if given is None:
        return None
    value = as_text(given)
    if value is None:
        raise Misfit(path + name)
    return value


def inner(content: Content, name: str, path: str = "") -> Content:
    """A nested object. Raises Misfit."""
    value = content.get(name)
    if not isinstance(value, dict):
        raise Misfit(path + name)
    return value


def as_text(value: object) -> str | None:
    """The text; None for anything else, and for a text with half a surrogate, which can be neither stored nor sent."""
    if not isinstance(value, str):
        return None
    try:
        value.encode()
    except UnicodeEncodeError:
        return None
    return value


def whole(value: object) -> int:
    """A number above zero, even if it is written as a text; 0 for anything else."""
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value[:20])
    return value if type(value) is int and 0 < value < LARGEST else 0
