"""The verdict on an answer that a person typed, and the checks that all answers share.

An answer is accepted in its normal form, or rejected with a code. The catalogues have one sentence for each code. A
code can be logged, because it cannot contain what was typed.
"""

import re
import unicodedata
from collections.abc import Callable
from enum import StrEnum

from bot.domain.frozen import frozen


class Reason(StrEnum):
    """Why an answer is rejected; each has a sentence in the catalogues."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    INVISIBLE = "invisible"
    SYMBOLS = "symbols"
    NAME_SYMBOLS = "name_symbols"
    COMMAND = "command"
    IIN = "iin"
    CARD = "card"
    GREETING = "greeting"
    WISH = "wish"
    NAME_GREETING = "name_greeting"
    NAME_WISH = "name_wish"
    NAME_TOLD = "name_told"
    NAME_DIGITS = "name_digits"
    NAME_PHONE = "name_phone"
    NAME_EMAIL = "name_email"
    NAME_LINK = "name_link"
    NAME_TOO_MANY_WORDS = "name_too_many_words"
    NAME_TOO_SHORT = "name_too_short"
    PHONE_TOLD = "phone_told"
    PHONE_LETTERS = "phone_letters"
    PHONE_EXTENSION = "phone_extension"
    PHONE_SEVERAL = "phone_several"
    PHONE_NO_DIGITS = "phone_no_digits"
    PHONE_TOO_SHORT = "phone_too_short"
    PHONE_TOO_LONG = "phone_too_long"
    PHONE_COUNTRY = "phone_country"
    PHONE_PLUS = "phone_plus"
    PHONE_ANONYMOUS = "phone_anonymous"
    PHONE_NO_SUCH = "phone_no_such"
    PHONE_LANDLINE = "phone_landline"
    PHONE_SERVICE = "phone_service"
    PHONE_NOT_MOBILE = "phone_not_mobile"
    EMAIL_NO_AT = "email_no_at"
    EMAIL_TWO_AT = "email_two_at"
    EMAIL_SEVERAL = "email_several"
    EMAIL_SPACES = "email_spaces"
    EMAIL_NO_LOCAL = "email_no_local"
    EMAIL_NO_DOT = "email_no_dot"
    EMAIL_ALPHABETS = "email_alphabets"
    EMAIL_WRONG = "email_wrong"
    EMAIL_TYPO = "email_typo"
    EMAIL_ZONE = "email_zone"
    EMAIL_WORDS = "email_words"


@frozen
class Accepted:
    value: str  # normalised


@frozen
class Rejected:
    """`hint` is a corrected answer to offer on a button; only this field may hold the person's data."""

    reason: Reason
    hint: str | None = None


Outcome = Accepted | Rejected
Validator = Callable[[str], Outcome]

# Phones, address books and dictation add these to what is copied, typed or spoken. Dropping is safe: the others stay in
# the order in which they were typed, and none of these shows letters or digits backwards, as U+202E does.
UNSEEN = "\u00ad\u061c\u200b\u200e\u200f\u202a\u202c\u202d\u2060\u2066\u2068\u2069\ufeff\ufffc"
_DROPPED = re.compile(f"[{UNSEEN}]")
LINE_BREAKS = "\t\n\r"  # typed by mistake on a phone's keyboard; every other control character is typed on purpose
# Unicode calls them letters or marks, but they show nothing, so an answer of them would look empty.
BLANKS = frozenset(map(chr, [0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, *range(0x180B, 0x1810), 0x3164, 0xFFA0]))
SELECTORS = frozenset(map(chr, [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]))
_UNSHOWN = BLANKS | SELECTORS  # the other hidden characters are not printable to Python either
_SYMBOLS = frozenset({"So", "Me"})
_WITHOUT_SYMBOLS = re.compile(r"[\w -~]*")  # nearly all answers: their characters need not be judged one by one
JOINERS = "\u200c\u200d"
# Joiners matter only in these scripts; elsewhere they would make two equal-looking names differ.
JOINING_SCRIPTS = """ARABIC SYRIAC NKO MONGOLIAN DEVANAGARI BENGALI GURMUKHI GUJARATI ORIYA TAMIL TELUGU KANNADA
    MALAYALAM SINHALA KHMER MYANMAR TIBETAN"""


def tidy(text: str, limit: int) -> Outcome:
    """Accept the text in NFC with single spaces. Symbols, hidden characters, commands and long texts are rejected."""
    text = unicodedata.normalize("NFC", text)
    if not (_WITHOUT_SYMBOLS.fullmatch(text) or _SYMBOLS.isdisjoint(map(unicodedata.category, text))):
        return Rejected(Reason.SYMBOLS)  # before INVISIBLE: emoji are made with joiners and selectors
    if _may_hide(text) and any(_is_hidden(text, place) for place in range(len(text))):
        return Rejected(Reason.INVISIBLE)
    text = " ".join(text.split())
    if not text:
        return Rejected(Reason.EMPTY)
    if len(text) > limit:
        return Rejected(Reason.TOO_LONG)
    return Rejected(Reason.COMMAND) if text.startswith("/") else Accepted(text)


def drop_unseen(text: str) -> str:
    """The text without invisible marks, which nobody typed on purpose."""
    return _DROPPED.sub("", text)


def ascii_digits(text: str) -> str:
    """The text with digits of every script, also circled and superscript ones, as 0-9."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.digit(char, char)) for char in text)


def script(char: str) -> str:
    """The script of a letter or mark: the first word of its Unicode name. The standard library offers no other way."""
    return unicodedata.name(char, "?").replace("-", " ").split(" ")[0]


def _may_hide(text: str) -> bool:
    """False for nearly all answers, so that their characters need not be judged one by one."""
    return not (text.isprintable() and _UNSHOWN.isdisjoint(text))


def _is_hidden(text: str, place: int) -> bool:
    char = text[place]
    if char in JOINERS:
        around = text[place - 1 : place] + text[place + 1 : place + 2]
        return not (len(around) == 2 and all(_joins(neighbour) for neighbour in around))
    if char in BLANKS or char in SELECTORS:
        return True
    return unicodedata.category(char) in ("Cc", "Cf", "Cs") and char not in LINE_BREAKS


def _joins(char: str) -> bool:
    return unicodedata.category(char)[0] in "LM" and script(char) in JOINING_SCRIPTS.split()
