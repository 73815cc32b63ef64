"""Reads a short text that staff or the operator typed and that is shown again: a reason, a recipient."""

from __future__ import annotations


def one_line(typed: str, longest: int) -> str | None:
    """The text in one line; None if nothing of it can be read, it is longer, or some of its bytes are no text."""
    text = " ".join(typed.split())
    is_text = not any("\ud800" <= letter <= "\udfff" for letter in text)
    return text if is_text and len(text) <= longest and any(map(str.isalnum, text)) else None
