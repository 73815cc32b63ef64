"""Makes the text that readers see: parsed, checked and trimmed, with its entities."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from html import escape
from typing import Any

from simulator.errors import bad_request, refused_by_simulator
from simulator.schema.frozen import frozen
from simulator.text import automatic, explicit, html, utf16
from simulator.text.entities import AUTOMATIC, Entity, sort_entities

TEXTS_KEPT = 500
"""A bot says the same again and again, and to read it takes longer than the rest of the call."""

_CLOSING = {"text_link": "a", "bold": "b", "italic": "i", "underline": "u", "strikethrough": "s",
            "spoiler": "tg-spoiler", "blockquote": "blockquote", "expandable_blockquote": "blockquote",
            "code": "code", "pre": "pre", "custom_emoji": "tg-emoji", "date_time": "tg-time"}  # fmt: skip


@frozen
class Formatted:
    """Plain text with entities; `html` is the same text with tags."""

    text: str = ""
    entities: tuple[Entity, ...] = ()
    html: str = ""

    def json_fields(self, text: str, entities: str) -> dict[str, Any]:
        shown: dict[str, Any] = {text: self.text} if self.text else {}
        if self.entities:
            shown[entities] = [entity.to_json() for entity in self.entities]
        return shown


NO_TEXT = Formatted()


def format_typed_text(text: str) -> Formatted:
    """A text that a person typed: the client trims it, the server finds commands and links."""
    plain = text.strip()
    return Formatted(plain, sort_entities(automatic.find_entities(plain)), escape(plain, quote=False))


def format_request_text(source: str, parse_mode: str | None, entities: list[dict[str, Any]] | None) -> Formatted:
    """The text of a request. Raises ApiError. parse_mode with entities is refused: Telegram silently picks one."""
    if parse_mode and entities is not None:
        raise refused_by_simulator("both parse_mode and entities are given")
    if parse_mode and parse_mode.lower() != "html":
        if parse_mode.lower() in ("markdown", "markdownv2"):
            raise refused_by_simulator(f"parse_mode {parse_mode} is not simulated")
        raise bad_request("unsupported parse_mode")
    if parse_mode:
        return _read_html(source)
    text, found = _complete(source, explicit.check_entities(source, entities or []))
    return Formatted(text, found, as_html(text, found))


@lru_cache(TEXTS_KEPT)
def _read_html(source: str) -> Formatted:
    text, found = _complete(*html.parse(source))
    return Formatted(text, found, source)


def _complete(text: str, given: list[Entity]) -> tuple[str, tuple[Entity, ...]]:
    """Trimmed, with what Telegram finds by itself."""
    text, found = _trimmed(text, given)
    return text, sort_entities(found + automatic.find_entities(text, tuple(found)))


def _trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Telegram removes white space at both ends; entities shrink accordingly."""
    clean = text.replace("\r", "")
    kept = clean.strip()
    if kept == text:
        return text, entities
    begin = utf16.length(clean[: clean.index(kept)])
    end = begin + utf16.length(kept)
    moved = []
    for entity in entities:
        first, last = max(entity.offset, begin), min(entity.end, end)
        if first < last:
            moved.append(replace(entity, offset=first - begin, length=last - first))
    return kept, moved


def as_html(text: str, entities: tuple[Entity, ...]) -> str:
    """The text with the tags of its entities; those that Telegram finds by itself need no tag."""
    marks: list[tuple[int, int, int, str]] = []
    for number, entity in enumerate(entities):
        if entity.type not in AUTOMATIC:
            marks.append((entity.offset, 1, number, _opening(entity)))
            marks.append((entity.end, 0, -number, f"</{_CLOSING[entity.type]}>"))
    pieces, done = [], 0
    for place, _, _, tag in sorted(marks):
        pieces += [escape(utf16.substring(text, done, place - done), quote=False), tag]
        done = place
    return "".join(pieces) + escape(utf16.substring(text, done, utf16.length(text) - done), quote=False)


def _opening(entity: Entity) -> str:
    if entity.moment:
        return f'<tg-time unix="{entity.moment.unix_time}" format="{entity.moment.format}">'
    attributes = {
        "text_link": f' href="{escape(entity.detail or "")}"',
        "custom_emoji": f' emoji-id="{entity.detail}"',
        "expandable_blockquote": " expandable",
    }
    return f"<{_CLOSING[entity.type]}{attributes.get(entity.type, '')}>"
