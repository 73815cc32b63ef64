"""Counts and cuts text in UTF-16 code units, as Telegram does (docs/facts/telegram.md 1.3)."""

from __future__ import annotations


def length(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", errors="surrogatepass")) // 2


def substring(text: str, offset: int, size: int) -> str:
    """`size` units from `offset`; half a surrogate pair becomes a replacement character."""
    if text.isascii():
        return text[offset : offset + size]
    units = text.encode("utf-16-le")
    return units[offset * 2 : (offset + size) * 2].decode("utf-16-le", errors="replace")


def splits_pair(text: str, offset: int) -> bool:
    """Whether the offset falls between the two halves of one character."""
    position = 0
    for character in text:
        if position >= offset:
            return position != offset
        position += 2 if ord(character) > 0xFFFF else 1
    return False
