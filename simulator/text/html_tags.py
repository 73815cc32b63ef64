"""Reads one HTML tag, byte by byte as Telegram does (docs/facts/telegram.md 3.1)."""

from __future__ import annotations

import re
from typing import NamedTuple

from simulator.errors import ApiError, bad_request
from simulator.text.references import decode_reference

NAMES = frozenset(
    {
        "a", "b", "strong", "i", "em", "s", "strike", "del", "u", "ins", "tg-spoiler", "tg-emoji", "tg-time", "span",
        "pre", "code", "blockquote",
    }
)  # fmt: skip
_SPACE = b" \t\r\n\0\v"
_NAME_TOKEN = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-"


class Tag(NamedTuple):
    """`unix` is the moment of a tg-time, 0 if it has none."""

    name: str
    argument: str
    unix: int = 0


class TagReader:
    """Reads one tag and leaves `position` just after it. A zero byte means the end, as in Telegram's parser."""

    def __init__(self, text: bytes, start: int) -> None:
        self.text = text
        self.start = start
        self.position = start + 1
        self.name = ""
        self.unix = 0

    def start_tag(self) -> Tag:
        self.name = self._until(_SPACE + b">").lower()
        if not self._here:
            raise self._wrong("Unclosed start tag", named=False)
        if self.name not in NAMES:
            raise self._wrong("Unsupported start tag")
        argument = ""
        while True:
            self._skip_space()
            if self._here == b">":
                break
            attribute, value = self._attribute()
            argument = self._argument(attribute, value, argument)
        self.position += 1
        if self.name == "span" and argument != "spoiler":
            raise self._at('Tag "span" must have class "tg-spoiler" at byte offset', self.start)
        if self.name == "tg-emoji" and not argument.isdigit():
            raise _unparsable("Invalid custom emoji identifier specified")
        return Tag(self.name, argument, self.unix)

    def end_tag(self, expected: str) -> None:
        self.position += 1
        name = self._until(_SPACE + b">").lower()
        self._skip_space()
        if self._here != b">":
            raise self._at("Unclosed end tag at byte offset", self.start)
        self.position += 1
        if name and name != expected:
            raise _unparsable(
                f'Unmatched end tag at byte offset {self.start}, expected "</{expected}>", found "</{name}>"'
            )

    @property
    def _here(self) -> bytes:
        return self.text[self.position : self.position + 1].rstrip(b"\0")

    def _attribute(self) -> tuple[str, str | None]:
        name = self._until(_SPACE + b"=>/\"'")
        if not name:
            raise _unparsable(f'Empty attribute name in the tag "{self.name}" at byte offset {self.start}')
        self._skip_space()
        if self._here != b"=":
            if not self._here:
                raise self._wrong("Unclosed start tag")
            return name, None
        self.position += 1
        self._skip_space()
        if not self._here:
            raise self._wrong("Unclosed start tag")
        value = self._quoted() if self._here in (b"'", b'"') else self._token()
        if not self._here:
            raise self._wrong("Unclosed start tag", named=False)
        return name, value

    def _token(self) -> str:
        begin = self.position
        while self._here and self._here in _NAME_TOKEN:
            self.position += 1
        if self._here and self._here not in _SPACE + b">":
            raise self._at("Unexpected end of name token at byte offset", begin)
        return self.text[begin : self.position].decode().lower()

    def _quoted(self) -> str:
        quote = self._here
        self.position += 1
        value = bytearray()
        while self._here and self._here != quote:
            reference = decode_reference(self.text, self.position) if self._here == b"&" else None
            if reference:
                value += reference[0].encode()
                self.position = reference[1]
            else:
                value += self._here
                self.position += 1
        self.position += bool(self._here)
        return value.decode(errors="replace")

    def _argument(self, attribute: str, value: str | None, argument: str) -> str:
        if self.name == "blockquote" and attribute == "expandable":
            return "1"
        if value is None:
            return argument
        if self.name == "tg-time" and attribute == "unix":
            self.unix = _leading_number(value)
        prefix = {"code": "language-", "span": "tg-"}.get(self.name, "")
        wanted = {"a": "href", "code": "class", "span": "class", "tg-emoji": "emoji-id", "tg-time": "format"}.get(
            self.name
        )
        return value[len(prefix) :] if attribute == wanted and value.startswith(prefix) else argument

    def _until(self, stops: bytes) -> str:
        begin = self.position
        while self._here and self._here not in stops:
            self.position += 1
        return self.text[begin : self.position].decode(errors="replace")

    def _skip_space(self) -> None:
        while self._here and self._here in _SPACE:
            self.position += 1

    def _wrong(self, what: str, named: bool = True) -> ApiError:
        return self._at(f'{what} "{self.name}" at byte offset' if named else f"{what} at byte offset", self.start)

    @staticmethod
    def _at(what: str, offset: int) -> ApiError:
        return _unparsable(f"{what} {offset}")


def _unparsable(reason: str) -> ApiError:
    return bad_request(f"can't parse entities: {reason}")


def _leading_number(value: str) -> int:
    """The digits at the beginning, 0 without any, as Telegram's to_integer."""
    found = re.match(r"\d{1,10}", value)
    return int(found.group()) if found else 0
