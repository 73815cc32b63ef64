"""Reads a short text that staff or the operator typed and that is shown again: a reason, a recipient."""

from __future__ import annotations

import unicodedata


def one_line(typed: str, longest: int) -> str | None:
    """The text in one line; None if nothing of it can be seen, it is longer, or some of its bytes are no text."""
    text = " ".join(typed.split())
    is_text = not any("\ud800" <= letter <= "\udfff" for letter in text)
    can_be_seen = any(unicodedata.category(letter)[0] in "LNPS" for letter in text)
    return text if is_text and len(text) <= longest and can_be_seen else None
