"""Finds numbers that must never be stored: personal identification numbers (IIN) and payment cards.

The policy names five things that may be asked for (clause 1.1.1) and excludes the rest (1.5; docs/facts/privacy.md 1,
3.3). An IIN or a card number in any message is refused and not stored.
"""

import re
from collections.abc import Iterator
from datetime import date
from unicodedata import category

from bot.domain.identity_number import control_digit
from bot.domain.validation import Outcome, Reason, Rejected, ascii_digits, drop_unseen, tidy

RAW_LENGTH_FACTOR = 4  # times the limit, for decomposed letters and pasted spaces; longer texts are refused unread
MAX_SCANNED_LENGTH = (
    10_000  # characters; a Telegram message has at most 4096 UTF-16 units, and to scan more takes too long
)

DIGIT_RUN = re.compile(r"\+?\s?[0-9](?:[\s~\-‐‑‒–—―−]{0,3}[0-9])*")
IIN_DIGITS = 12  # an IIN; card numbers are longer
IIN_SHAPES = {(12,), (6, 6)}
CARD_SHAPES = {(4, 6, 4), (4, 6, 5)}
CENTURIES = {
    "0": 2000,
    "1": 1800,
    "2": 1800,
    "3": 1900,
    "4": 1900,
    "5": 2000,
    "6": 2000,
}  # by the 7th digit; 0: some foreigners
# A Kazakh mobile with a digit too many, or a number after 8~10, can look like a birthday: check the control digit.
PHONE_START = re.compile(r"[78]7|70[12]|810")
NO_CARD_START = re.compile(
    r"0|7|87|810"
)  # no card begins so, but phones with a digit too many, and 00 and 8~10 for calls abroad
E164_DIGITS = 15


def screen(text: str, limit: int) -> Outcome:
    """The first checks of every answer: length, forbidden numbers, then hidden characters and spaces."""
    if len(text) > limit * RAW_LENGTH_FACTOR:
        return Rejected(Reason.TOO_LONG)
    text = drop_unseen(text)
    reason = find_sensitive(text)
    return Rejected(reason) if reason else tidy(text, limit)


def find_sensitive(text: str) -> Reason | None:
    """The reason if the text holds an IIN or a card number, in digits of any script, whole or in the usual groups."""
    scanned = text[:MAX_SCANNED_LENGTH]
    if sum(map(str.isdigit, scanned)) < IIN_DIGITS:
        return None
    drawn = "".join(char for char in scanned if category(char) not in ("Cf", "Mn", "Me"))
    for run in DIGIT_RUN.finditer(ascii_digits(drawn).replace("\N{FULLWIDTH PLUS SIGN}", "+")):
        pieces = re.findall("[0-9]+", run[0])
        for first, sizes, digits in _windows(pieces):
            whole = len(sizes) == len(pieces)
            abroad = first == 0 and run[0].startswith("+") and len(digits) <= E164_DIGITS
            if abroad:
                continue
            if (whole or sizes in IIN_SHAPES) and _is_iin(digits):
                return Reason.IIN
            if (whole or _is_card_shape(sizes)) and _is_card(digits):
                return Reason.CARD
    return None


def _windows(pieces: list[str]) -> Iterator[tuple[int, tuple[int, ...], str]]:
    """All runs of neighbouring groups with 12 to 19 digits: (index of the first, sizes, digits)."""
    for first in range(len(pieces)):
        digits, sizes = "", tuple[int, ...]()
        for piece in pieces[first:]:
            digits, sizes = digits + piece, (*sizes, len(piece))
            if len(digits) > 19:
                break
            if len(digits) >= IIN_DIGITS:
                yield first, sizes, digits


def _is_iin(digits: str) -> bool:
    if len(digits) != 12 or digits[6] not in CENTURIES:
        return False
    try:
        date(CENTURIES[digits[6]] + int(digits[:2]), int(digits[2:4]), int(digits[4:6]))
    except ValueError:
        return False
    return not PHONE_START.match(digits) or control_digit(digits) == int(digits[11])


def _is_card_shape(sizes: tuple[int, ...]) -> bool:
    return len(sizes) == 1 or set(sizes[:-1]) == {4} or sizes in CARD_SHAPES


def _is_card(digits: str) -> bool:
    """Luhn's formula: double each second digit from the right, add all digits; the sum is divisible by ten."""
    if len(digits) < 13 or NO_CARD_START.match(digits):
        return False
    doubled = [sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2]]
    return (sum(doubled) + sum(int(digit) for digit in digits[-1::-2])) % 10 == 0
