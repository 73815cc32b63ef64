"""Shows a display name from the channel so that the text around it stays readable."""

from __future__ import annotations

import unicodedata

MAX_SHOWN_LENGTH = 32  # characters; Telegram allows 64, and a phone shows about 40 in a line
MAX_MARKS = 2  # on one letter; enough for Vietnamese and vocalised Arabic, too few to cover the next line
ISOLATE, END = "\u2068", "\u2069"  # first strong isolate, pop directional isolate
RIGHT_TO_LEFT = ("R", "AL", "AN")


def readable(name: str) -> str:
    """The name in one line, without control characters; empty if nothing visible is left."""
    kept: list[str] = []
    marks = 0
    for letter in unicodedata.normalize("NFC", " ".join(name.split())):
        kind = unicodedata.category(letter)
        marks = marks + 1 if kind.startswith("M") else 0
        # Controls, formats (direction overrides among them), surrogates and unassigned; a mark needs its letter.
        if kind.startswith("C") or marks > MAX_MARKS or (marks and not kept):
            continue
        kept.append(letter)
    shown = _cut("".join(kept).strip())
    if any(unicodedata.bidirectional(letter) in RIGHT_TO_LEFT for letter in shown):
        return f"{ISOLATE}{shown}{END}"
    return shown if any(_is_visible(letter) for letter in shown) else ""


def _cut(name: str) -> str:
    return name if len(name) <= MAX_SHOWN_LENGTH else name[: MAX_SHOWN_LENGTH - 1].rstrip() + "…"


def _is_visible(letter: str) -> bool:
    # The Hangul fillers and the Braille blank count as letters and symbols, and show nothing.
    return unicodedata.category(letter)[0] in "LNPS" and letter not in "\u115f\u1160\u3164\uffa0\u2800"
