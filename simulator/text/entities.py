"""Entities: the special parts of a text (MessageEntity)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from simulator.schema.frozen import frozen
from simulator.text.date_time import Moment

TYPES_WITHOUT_DETAIL = frozenset(
    {
        "mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bold", "italic", "underline",
        "strikethrough", "spoiler", "blockquote", "expandable_blockquote", "code", "pre",
    }
)  # fmt: skip
DETAILS = {"text_link": "url", "custom_emoji": "custom_emoji_id"}
AUTOMATIC = frozenset({"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"})


@frozen
class Entity:
    """Offset and length in UTF-16 units. `detail` is the URL, the language or the emoji id, depending on the type;
    `moment` belongs to a date_time."""

    type: str
    offset: int
    length: int
    detail: str | None = None
    moment: Moment | None = None

    @property
    def end(self) -> int:
        return self.offset + self.length

    def to_json(self) -> dict[str, Any]:
        shown: dict[str, Any] = {"type": self.type, "offset": self.offset, "length": self.length}
        if self.detail is not None:
            shown["language" if self.type == "pre" else DETAILS[self.type]] = self.detail
        return shown | (self.moment.to_json() if self.moment else {})


def sort_entities(entities: list[Entity]) -> tuple[Entity, ...]:
    """In Telegram's order: by offset, the longer first. Only quotations may cover code; others are cut around it."""
    code = [entity for entity in entities if entity.type in ("code", "pre")]
    pieces = {piece for entity in entities for piece in _without(entity, code)}
    return tuple(sorted(pieces, key=lambda entity: (entity.offset, -entity.length, entity.type)))


def _without(entity: Entity, code: list[Entity]) -> list[Entity]:
    """The parts of an entity that cover no code."""
    pieces = [entity]
    if entity.type in ("code", "pre", "blockquote", "expandable_blockquote"):
        return pieces
    for hole in code:
        pieces = [part for piece in pieces for part in _around(piece, hole)]
    return pieces


def _around(entity: Entity, hole: Entity) -> list[Entity]:
    if hole.end <= entity.offset or entity.end <= hole.offset:
        return [entity]
    spans = [(entity.offset, hole.offset), (hole.end, entity.end)]
    return [replace(entity, offset=begin, length=end - begin) for begin, end in spans if begin < end]
