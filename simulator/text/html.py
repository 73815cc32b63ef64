"""Parses parse_mode HTML as Telegram does: tags, error texts, byte offsets (docs/facts/telegram.md 3.1)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from simulator.errors import ApiError, bad_request
from simulator.text import utf16
from simulator.text.date_time import Moment, check_format
from simulator.text.entities import Entity
from simulator.text.html_tags import Tag, TagReader
from simulator.text.references import decode_reference

_SPECIAL = re.compile(rb"[<&]")
_ENTITY_TYPES = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler", "span": "spoiler",
    "blockquote": "blockquote", "code": "code", "pre": "pre", "a": "text_link", "tg-emoji": "custom_emoji",
}  # fmt: skip


@dataclass
class _Parsed:
    output: bytearray = field(default_factory=bytearray)
    units: int = 0  # UTF-16 length of the output so far
    entities: list[Entity] = field(default_factory=list)
    open_tags: list[tuple[Tag, int, int]] = field(default_factory=list)  # tag, UTF-16 offset, byte offset

    def append(self, plain: str) -> None:
        self.output += plain.encode()
        self.units += utf16.length(plain)


def parse(source: str) -> tuple[str, list[Entity]]:
    """Plain text and entities, or a 400 «can't parse entities: …»."""
    text = source.encode()
    parsed = _Parsed()
    position = 0
    while position < len(text):
        if text[position] == ord("<"):
            position = _tag(text, position, parsed)
        elif text[position] == ord("&") and (reference := decode_reference(text, position)):
            character, position = reference
            parsed.append(character)
        else:
            special = _SPECIAL.search(text, position + 1)
            end = special.start() if special else len(text)
            parsed.append(text[position:end].decode())
            position = end
    if parsed.open_tags:
        raise unparsable(f'Can\'t find end tag corresponding to start tag "{parsed.open_tags[-1][0].name}"')
    return parsed.output.decode(), parsed.entities


def unparsable(reason: str) -> ApiError:
    return bad_request(f"can't parse entities: {reason}")


def _tag(text: bytes, start: int, parsed: _Parsed) -> int:
    reader = TagReader(text, start)
    if text[start + 1 : start + 2] == b"/":
        if not parsed.open_tags:
            raise unparsable(f"Unexpected end tag at byte offset {start}")
        reader.end_tag(expected=parsed.open_tags[-1][0].name)
        _close(parsed)
    else:
        parsed.open_tags.append((reader.start_tag(), parsed.units, len(parsed.output)))
    return reader.position


def _close(parsed: _Parsed) -> None:
    tag, offset, begin = parsed.open_tags.pop()
    covered = parsed.output[begin:].decode()
    length = parsed.units - offset
    if not length:
        return
    entity = _entity(tag, offset, length, covered, parsed)
    if entity is not None:
        parsed.entities.append(entity)


def _entity(tag: Tag, offset: int, length: int, covered: str, parsed: _Parsed) -> Entity | None:
    if tag.name == "a":
        url = tag.argument or covered
        link = _as_url(url)
        return Entity("text_link", offset, length, link) if link else None
    if tag.name == "blockquote" and tag.argument:
        return Entity("expandable_blockquote", offset, length)
    if tag.name == "pre":
        return Entity("pre", offset, length, _language_inside(parsed, offset, length))
    if tag.name == "code" and tag.argument and parsed.open_tags and parsed.open_tags[-1][0].name == "pre":
        return Entity("code", offset, length, tag.argument)
    if tag.name == "tg-time":
        moment = Moment(tag.unix, check_format(tag.argument))
        return Entity("date_time", offset, length, moment=moment) if tag.unix else None
    if tag.name == "tg-emoji":
        return Entity("custom_emoji", offset, length, tag.argument)
    return Entity(_ENTITY_TYPES[tag.name], offset, length)


def _language_inside(parsed: _Parsed, offset: int, length: int) -> str | None:
    """The language of `<pre><code class="language-x">`, which is one entity; removes the inner one."""
    for inner in parsed.entities:
        if (inner.type, inner.offset, inner.length) == ("code", offset, length):
            parsed.entities.remove(inner)
            return inner.detail
    return None


def _as_url(written: str) -> str | None:
    """Telegram adds a missing scheme and slash, and drops a link that it cannot read."""
    if written.startswith(("tg://", "mailto:", "tel:")):
        return written
    scheme, _, rest = written.rpartition("://")
    if " " in rest or "." not in rest.split("/")[0] or scheme not in ("", "http", "https"):
        return None
    return (scheme or "http") + "://" + rest + ("" if "/" in rest else "/")
