"""The data of a button, and its encoding as `prefix:field:field` in at most 64 bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from enum import Enum
from typing import Any, ClassVar, Self, get_type_hints

from bot.domain.frozen import frozen

SEPARATOR = ":"
MAX_BYTES = 64  # bytes, as narrow as the narrowest channel (Bot API, callback_data): a Cyrillic letter takes two
BOOLEANS = {"1": True, "0": False}

Reader = Callable[[str], Any]
_KNOWN: dict[type, Mapping[str, Reader]] = {}


@frozen
class Press:
    """A kind of button: a frozen dataclass with a `prefix` of its own.

    A field is a bool (`1` or `0`), an int in decimal, a str, or an enumeration of words. Buttons stay in chats for
    years: a change of the prefix or the fields makes all earlier buttons of this kind unreadable.
    """

    prefix: ClassVar[str]

    def pack(self) -> str:
        """The bytes for the button; ValueError if a value contains a colon or the whole is too long."""
        values = [_write(getattr(self, name)) for name in _readers(type(self))]
        packed = SEPARATOR.join([self.prefix, *values])
        if packed.count(SEPARATOR) != len(values):
            raise ValueError(f"{type(self).__name__}: a value contains {SEPARATOR!r}")
        if len(packed.encode()) > MAX_BYTES:
            raise ValueError(f"{type(self).__name__}: longer than {MAX_BYTES} bytes")
        return packed

    @classmethod
    def unpack(cls, text: str) -> Self | None:
        """The press that packs to exactly this text; None if there is none, for anybody can send any bytes."""
        prefix, *values = text.split(SEPARATOR)
        readers = _readers(cls)
        if prefix != cls.prefix or len(values) != len(readers):
            return None
        try:
            press = cls(**{name: read(value) for (name, read), value in zip(readers.items(), values, strict=True)})
            return press if press.pack() == text else None
        except ValueError:
            return None


def _readers(kind: type[Press]) -> Mapping[str, Reader]:
    """How each field of this kind is read, in the order they travel in; looked up once, for that takes 20 µs."""
    if kind not in _KNOWN:
        types = get_type_hints(kind)
        _KNOWN[kind] = {field.name: _reader(types[field.name]) for field in fields(kind)}
    return _KNOWN[kind]


def _reader(of: type) -> Reader:
    """Raises ValueError for a text that no such value is written as."""
    if of is bool:
        return _read_bool
    if of in (int, str) or issubclass(of, Enum):
        return of
    raise TypeError(f"a button cannot carry {of}")


def _read_bool(text: str) -> bool:
    if text not in BOOLEANS:
        raise ValueError("neither 1 nor 0")
    return BOOLEANS[text]


def _write(value: object) -> str:
    if type(value) is str:  # most are, and no Enum is
        return value
    if isinstance(value, Enum):
        return str(value.value)
    return str(int(value)) if isinstance(value, bool) else str(value)


def read_id(written: str) -> bytes:
    """An id written in hexadecimal; empty, which identifies nothing, for a forged one."""
    try:
        return bytes.fromhex(written)
    except ValueError:
        return b""
