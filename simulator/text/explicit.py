"""Checks the entities given in a request (Bot API: MessageEntity; offsets in UTF-16 units)."""

from __future__ import annotations

from typing import Any

from simulator.errors import bad_request, refused_by_simulator
from simulator.schema.objects import read_object
from simulator.text import utf16
from simulator.text.date_time import Moment, check_format
from simulator.text.entities import AUTOMATIC, DETAILS, TYPES_WITHOUT_DETAIL, Entity

_PROBLEM = "can't parse MessageEntity: "


def check_entities(text: str, given: list[dict[str, Any]]) -> list[Entity]:
    """Telegram drops or clips impossible entities; here each is an error, because it shows a bug of the caller."""
    total = utf16.length(text)
    return [entity for raw in given if (entity := _entity(text, total, raw)).type not in AUTOMATIC]


def _entity(text: str, total: int, raw: Any) -> Entity:
    given = read_object("MessageEntity", raw, _PROBLEM)
    kind, offset, length = (given.get(name) for name in ("type", "offset", "length"))
    if kind not in TYPES_WITHOUT_DETAIL | set(DETAILS) | {"date_time"}:
        raise bad_request(f"{_PROBLEM}unsupported type specified: {kind}")
    if not isinstance(offset, int) or not isinstance(length, int):
        raise bad_request(f'{_PROBLEM}Can\'t find field "{"length" if offset is not None else "offset"}"')
    if offset < 0 or length <= 0 or offset + length > total:
        raise refused_by_simulator(f"entity {kind} [{offset}, {offset + length}) is outside of {total} UTF-16 units")
    if utf16.splits_pair(text, offset) or utf16.splits_pair(text, offset + length):
        raise refused_by_simulator(f"entity {kind} at {offset} cuts a surrogate pair: count in UTF-16 units")
    return Entity(str(kind), offset, length, _detail(str(kind), given), _moment(given) if kind == "date_time" else None)


def _detail(kind: str, given: dict[str, Any]) -> str | None:
    name = "language" if kind == "pre" else DETAILS.get(kind)
    detail = given.get(name) if name else None
    if kind in DETAILS and not detail:
        raise bad_request(f'{_PROBLEM}Can\'t find field "{DETAILS[kind]}"')
    return str(detail) if detail is not None else None


def _moment(given: dict[str, Any]) -> Moment:
    if given.get("unix_time", 0) <= 0:
        raise bad_request("Invalid date specified")
    return Moment(given["unix_time"], check_format(given.get("date_time_format", "")))
