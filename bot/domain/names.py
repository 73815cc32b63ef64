"""Is this a person's surname, given name and, if any, patronymic?

One line, because the order and the number of parts differ: a father's name may stand for the surname, -ұлы and -қызы
replace the patronymic (Family Code Art. 194; policy clause 1.1.1; privacy.md D). Spelling and case stay the person's.
"""

import re
import unicodedata

from bot.domain.sensitive import screen
from bot.domain.validation import JOINERS, Accepted, Outcome, Reason, Rejected

LONGEST = 100  # characters, privacy.md D
MOST_WORDS = 4  # surname, given name, patronymic, and ұлы or қызы on its own
PHONE_DIGITS = 7  # from here on it is a telephone number rather than a slip

ALIKE = str.maketrans(dict.fromkeys("’‘ʼ`´′＇", "'") | dict.fromkeys("‐‑‒–—―−", "-") | dict.fromkeys(",;", " "))
EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
LINK = re.compile(r"@|://|\bwww\.|\bt\.me\b|\w{2,}\.(?:kz|ru|com|net|org|me|io|рф|қаз)\b", re.IGNORECASE)

# The form of a word, once every letter is written L and every combining mark M.
LETTER = "LM{0,4}"  # Devanagari and Vietnamese need three; towers of marks spill over the card's other lines
PIECE = f"(?:{LETTER})+"
INITIAL = rf"(?:{LETTER}){{1,3}}\."  # А., Дж.
WORD = f"(?:{INITIAL}-?)*(?:'?{PIECE}(?:['-]{PIECE})*'?|{INITIAL})"
WORDS = re.compile(f"{WORD}(?: {WORD})*")
INITIALS = re.compile(INITIAL)


def validate_name(text: str) -> Outcome:
    """Accept one to four words in any script, with hyphens, apostrophes and initials."""
    read = screen(text, LONGEST)
    if isinstance(read, Rejected):
        return read
    name = _settle(read.value)
    reason = _find_other_data(name) or _find_wrong_form(name)
    return Rejected(reason) if reason else Accepted(name)


def _settle(name: str) -> str:
    """Give equal signs one form, close up hyphens, drop commas and the full stop of a sentence."""
    name = re.sub(" ?- ?", "-", " ".join(name.translate(ALIKE).split()))
    return name[:-1] if re.search(r"[^\W\d_]{4}\.$", name) else name


def _find_other_data(name: str) -> Reason | None:
    if EMAIL.search(name):
        return Reason.NAME_EMAIL
    if LINK.search(name):
        return Reason.NAME_LINK
    digits = sum(unicodedata.category(char)[0] == "N" for char in name)
    if digits >= PHONE_DIGITS:
        return Reason.NAME_PHONE
    return Reason.NAME_DIGITS if digits else None


def _find_wrong_form(name: str) -> Reason | None:
    form = "".join(map(_kind, name))
    if form.count(" ") >= MOST_WORDS:
        return Reason.NAME_TOO_MANY_WORDS
    if not form.strip("-'. "):
        return Reason.NAME_TOO_SHORT
    if not WORDS.fullmatch(form):
        return Reason.NAME_SYMBOLS
    return Reason.NAME_TOO_SHORT if INITIALS.sub("", form).count("L") < 2 else None


def _kind(char: str) -> str:
    if char in JOINERS:
        return ""  # `tidy` let them pass between letters only
    kind = unicodedata.category(char)[0]
    return kind if kind in "LM" else char if char in " -'." else "?"
