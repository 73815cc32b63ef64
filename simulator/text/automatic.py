"""Finds the entities that Telegram finds by itself: commands, links, addresses, mentions, hashtags, phones."""

from __future__ import annotations

import re

from simulator.text import utf16
from simulator.text.entities import Entity

_PATTERNS = (
    ("bot_command", re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])")),
    ("email", re.compile(r"(?<![\w.+-])[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,24}(?!\w)")),
    ("url", re.compile(r"(?<![\w@.])https?://[^\s<>\"']*[^\s<>\"'.,;:!?()]")),
    ("url", re.compile(r"(?<![\w@./])[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:kz|com|org|net|ru)(?:/[^\s<>]*)?\b")),
    ("mention", re.compile(r"(?<![\w@./])@[A-Za-z][A-Za-z0-9_]{4,31}(?!\w)")),
    ("hashtag", re.compile(r"(?<![\w#])#(?!\d+\b)\w{1,256}")),
    ("phone_number", re.compile(r"(?<![\w+])\+\d[\d ()-]{8,18}\d(?!\w)")),
)  # fmt: skip
_TELLTALE = re.compile(r"[/@#+.]")


def find_entities(text: str, taken: tuple[Entity, ...] = ()) -> list[Entity]:
    """What a client makes clickable, except inside `taken` code and links."""
    if not _TELLTALE.search(text):
        return []
    covered = [(entity.offset, entity.end) for entity in taken if entity.type in ("code", "pre", "text_link")]
    found: list[Entity] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            begin = utf16.length(text[: match.start()])
            end = begin + utf16.length(match.group())
            if not any(begin < last and first < end for first, last in covered):
                found.append(Entity(kind, begin, end - begin))
                covered.append((begin, end))
    return found
