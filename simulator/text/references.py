"""Decodes the character references Telegram knows: numeric ones and four names (docs/facts/telegram.md 3.1)."""

from __future__ import annotations

import re

from simulator.errors import bad_request

_REFERENCE = re.compile(rb"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|([a-zA-Z]+));?")
_NAMED = {b"lt": "<", b"gt": ">", b"amp": "&", b"quot": '"'}
MAX_CODE_POINT = 0x10FFFF


def decode_reference(text: bytes, position: int) -> tuple[str, int] | None:
    """The character that the reference means, and the position after it. None if unknown: the text stays as it is."""
    found = _REFERENCE.match(text, position)
    if found is None:
        return None
    hexadecimal, decimal, name = found.groups()
    if name is not None:
        return (_NAMED[name], found.end()) if name in _NAMED else None
    code = int(hexadecimal, 16) if hexadecimal is not None else int(decimal)
    if not 0 < code < MAX_CODE_POINT:
        return None
    if 0xD800 <= code <= 0xDFFF:
        raise bad_request(
            "Text contains invalid Unicode characters after decoding HTML entities, "
            "check for unmatched surrogate code units"
        )
    return chr(code), found.end()
