"""Updates as they should not be: fields gone or of another type, bytes of no encoding, numbers out of place."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from random import Random
from typing import Any

JUNK: tuple[Any, ...] = (
    None, "", "x", "7", -1, 0, 1.5, True, 2**31, 2**53, 2**63, 10**30, -(2**53), [], {}, [[]], {"id": {}}, "\ud800",
    "\x00", "<b>", "ә" * 5000, {"type": "galaxy"}, float("inf"), float("nan"),
)  # fmt: skip
STRAY = (b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf5\x80\x80\x80")
"""Fit UTF-8 nowhere."""
HEAD = re.compile(rb'\{"update_id": \d+, "')
"""Telegram's own always stands in front: nobody could let an update go that is no JSON and tells no number."""
DEEP = 3_000  # brackets; more than Python's own reader of JSON takes


def spoil(update: dict[str, Any], chance: Random) -> bytes:
    """The bytes of this update after one or more accidents. The number in front mostly stays: by it Telegram keeps
    what waits."""
    number = update["update_id"]
    for _ in range(chance.choice([1, 1, 1, 2, 5])):
        _misplace(update, chance)
    written = json.dumps(update, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")
    one = chance.random()
    if one < 0.1 and HEAD.match(written):
        return _with_stray_bytes(written, chance)
    if one < 0.11:
        return b'{"update_id":%d,"message":%s' % (number, b"[" * DEEP)
    if one < 0.12:
        return chance.choice([b"null", b"7", b'"x"', b"[]", b"{}"])
    return written


def _misplace(update: dict[str, Any], chance: Random) -> None:
    """One field, at any depth, goes or becomes something else."""
    place = chance.choice(list(_objects(update)))
    names = [name for name in place if place is not update or name != "update_id" or chance.random() < 0.05]
    if not names:
        return
    name = chance.choice(names)
    if name == "update_id":
        place[name] = chance.choice(["x", None, -1, 1.5, True, {}])
    elif chance.random() < 0.3:
        del place[name]
    else:
        place[name] = chance.choice(JUNK)


def _objects(value: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield value
    for part in value.values():
        if isinstance(part, dict):
            yield from _objects(part)


def _with_stray_bytes(written: bytes, chance: Random) -> bytes:
    """Behind the number; inside a text or between texts, where they make no JSON of it."""
    at = chance.randrange(written.index(b",") + 3, len(written) + 1)
    return written[:at] + chance.choice(STRAY) + written[at:]
