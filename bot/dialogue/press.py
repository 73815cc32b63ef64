"""The data of a button, and its encoding as `prefix:field:field` in at most 64 bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from enum import StrEnum
from operator import attrgetter
from typing import Any, ClassVar, Self, get_type_hints

from bot.domain.frozen import frozen

SEPARATOR = ":"
MAX_BYTES = 64  # bytes, as narrow as the narrowest channel (Bot API, callback_data): a Cyrillic letter takes two
BOOLEANS = {"1": True, "0": False}

Reader = Callable[[str], Any]


@frozen
class Press:
    """A kind of button: a frozen dataclass with a `prefix` of its own.

    A field is a bool (`1` or `0`), an int in decimal, a str, or a StrEnum. Buttons stay in chats for years: a change of
    the prefix or the fields makes all earlier buttons of this kind unreadable.
    """

    prefix: ClassVar[str]

    def pack(self) -> str:
        """The bytes for the button; ValueError if a value contains a colon or the whole is too long."""
        layout = _LAYOUTS.get(type(self)) or _lay_out(type(self))
        packed: str = layout.template % layout.values(self)
        if packed.count(SEPARATOR) != len(layout.readers):
            raise ValueError(f"{type(self).__name__}: a value contains {SEPARATOR!r}")
        if len(packed.encode()) > MAX_BYTES:
            raise ValueError(f"{type(self).__name__}: longer than {MAX_BYTES} bytes")
        return packed

    @classmethod
    def unpack(cls, text: str) -> Self | None:
        """The press that packs to exactly this text; None if there is none, for anybody can send any bytes."""
        prefix, *values = text.split(SEPARATOR)
        if prefix != cls.prefix:
            return None
        readers = (_LAYOUTS.get(cls) or _lay_out(cls)).readers
        try:
            press = cls(*[read(value) for read, value in zip(readers, values, strict=True)])
            return press if press.pack() == text else None
        except ValueError:
            return None


@frozen
class _Layout:
    """How a kind of press is written and read, in the order of its fields. `values` are the prefix and they."""

    template: str
    values: Callable[[Press], Any]
    readers: tuple[Reader, ...]


_LAYOUTS: dict[type[Press], _Layout] = {}


def _lay_out(kind: type[Press]) -> _Layout:
    """Once for each kind, for that takes 20 µs."""
    types = get_type_hints(kind)
    names = [field.name for field in fields(kind)]
    template = SEPARATOR.join(["%s", *("%d" if types[name] in (bool, int) else "%s" for name in names)])
    readers = tuple(_reader(types[name]) for name in names)
    return _LAYOUTS.setdefault(kind, _Layout(template, attrgetter("prefix", *names), readers))


def _reader(of: type) -> Reader:
    """Raises ValueError for a text that no such value is written as."""
    if of is bool:
        return _read_bool
    if of in (int, str) or issubclass(of, StrEnum):
        return of
    raise TypeError(f"a button cannot carry {of}")


def _read_bool(text: str) -> bool:
    if text not in BOOLEANS:
        raise ValueError("neither 1 nor 0")
    return BOOLEANS[text]


def read_id(written: str) -> bytes:
    """An id written in hexadecimal; empty, which identifies nothing, for a forged one."""
    try:
        return bytes.fromhex(written)
    except ValueError:
        return b""
