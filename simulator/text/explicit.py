"""Are the entities given in a request possible? (Bot API: MessageEntity; offsets in UTF-16 units)"""

from __future__ import annotations

from typing import Any

from simulator.errors import bad_request, refused_by_simulator
from simulator.text import utf16
from simulator.text.entities import AUTOMATIC, DETAILS, TYPES_WITHOUT_DETAIL, Entity

_FIELDS = {"type", "offset", "length", "url", "language", "custom_emoji_id"}


def checked(text: str, given: list[dict[str, Any]]) -> list[Entity]:
    """Telegram would drop or clip impossible entities; here each is an error, since it is a bug in the caller."""
    total = utf16.length(text)
    return [entity for raw in given if (entity := _entity(text, total, raw)).type not in AUTOMATIC]


def _entity(text: str, total: int, raw: dict[str, Any]) -> Entity:
    if not isinstance(raw, dict):
        raise bad_request("can't parse MessageEntity: expected an Object")
    kind, offset, length = raw.get("type"), raw.get("offset"), raw.get("length")
    if unknown := set(raw) - _FIELDS:
        raise refused_by_simulator(f"unknown or not simulated fields of MessageEntity: {sorted(unknown)}")
    if not isinstance(kind, str) or kind not in TYPES_WITHOUT_DETAIL | set(DETAILS):
        raise bad_request(f"can't parse MessageEntity: unsupported type specified: {kind}")
    if not isinstance(offset, int) or not isinstance(length, int):
        raise bad_request('can\'t parse MessageEntity: field "offset" must be of type Number')
    if offset < 0 or length <= 0 or offset + length > total:
        raise refused_by_simulator(f"entity {kind} [{offset}, {offset + length}) is outside of {total} UTF-16 units")
    if utf16.splits_pair(text, offset) or utf16.splits_pair(text, offset + length):
        raise refused_by_simulator(f"entity {kind} at {offset} cuts a surrogate pair: count in UTF-16 units")
    return Entity(kind, offset, length, _detail(kind, raw))


def _detail(kind: str, raw: dict[str, Any]) -> str | None:
    name = "language" if kind == "pre" else DETAILS.get(kind)
    detail = raw.get(name) if name else None
    if kind in DETAILS and not (isinstance(detail, str) and detail):
        raise bad_request(f"can't parse MessageEntity: can't find field \"{DETAILS[kind]}\"")
    return str(detail) if detail is not None else None
