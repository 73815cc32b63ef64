"""Makes text safe for a spreadsheet, which would run it as a formula."""

from __future__ import annotations

import re
import unicodedata

TRIGGERS = "=+-@"
"""A cell that begins with one of these is a formula; so is one that begins with a compatible form, such as ＝."""
CONTROLS = "\t\r\n"
MINUS = "\N{MINUS SIGN}"
PHONE = re.compile(r"\+[0-9]{7,15}")
"""E.164. A formula needs an operator, a name or a reference after it; this is a number at most, and no longer than a
spreadsheet keeps exactly."""


def make_safe(text: str) -> str:
    """Put an apostrophe in front if a spreadsheet could run the text, also after spaces and quotes that it may drop.

    A phone stays as it is.
    """
    if PHONE.fullmatch(text):
        return text
    if text[:1] and text[0] in CONTROLS:
        return f"'{text}"
    first = next((letter for letter in text if not _is_dropped(letter)), "")
    return f"'{text}" if _starts_formula(first) else text


def _is_dropped(letter: str) -> bool:
    """Spaces, invisible characters and quotes of any kind."""
    return unicodedata.category(letter) in ("Zs", "Zl", "Zp", "Cc", "Cf", "Pi", "Pf") or letter in "'\"`„‚′″"


def _starts_formula(letter: str) -> bool:
    plain = unicodedata.normalize("NFKC", letter)
    return plain[:1] != "" and (plain[0] in TRIGGERS or plain[0] == MINUS)
