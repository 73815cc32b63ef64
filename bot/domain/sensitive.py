"""Does a text carry a number that we must never keep?

The policy names five things we may ask for (clause 1.1.1) and excludes the rest (1.5; docs/facts/privacy.md 1, 3.3): a
personal identification number (IIN) or a payment card typed into any answer, or as chatter, is refused and not kept.
"""

import re
from collections.abc import Iterator
from datetime import date
from unicodedata import category

from bot.domain.validation import Outcome, Reason, Rejected, ascii_digits, drop_unseen, tidy

SPARE = 4  # times the limit: room for decomposed letters and pasted spaces, before any character is looked at
LONGEST = 10_000  # characters; Telegram's messages end at 4096 UTF-16 units, and nobody waits for the scan of more

RUN = re.compile(r"\+?\s?[0-9](?:[\s~\-‐‑‒–—―−]{0,3}[0-9])*")
IIN_SHAPES = {(12,), (6, 6)}
CARD_SHAPES = {(4, 6, 4), (4, 6, 5)}
CENTURIES = {"0": 2000, "1": 1800, "2": 1800, "3": 1900, "4": 1900, "5": 2000, "6": 2000}  # 0: some foreigners
# A Kazakh mobile with a digit too many, or a number behind 8~10, also reads as a birthday: ask the control digit.
PHONE_START = re.compile(r"[78]7|70[12]|810")
NO_CARD_START = re.compile(r"0|7|87|810")  # no bank's; phones with a digit too many, 00 and 8~10 dialling abroad
E164_DIGITS = 15


def screen(text: str, limit: int) -> Outcome:
    """Do what every answer goes through first: length, numbers we must not keep, then hidden characters and spaces."""
    if len(text) > limit * SPARE:
        return Rejected(Reason.TOO_LONG)
    text = drop_unseen(text)
    reason = find_sensitive(text)
    return Rejected(reason) if reason else tidy(text, limit)


def find_sensitive(text: str) -> Reason | None:
    """Find an IIN or a card number, in any digits, in one piece or in the usual pieces."""
    drawn = "".join(char for char in text[:LONGEST] if category(char) not in ("Cf", "Mn", "Me"))
    for run in RUN.finditer(ascii_digits(drawn).replace("\N{FULLWIDTH PLUS SIGN}", "+")):
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
    """Go through all neighbouring pieces that make 12 to 19 digits, the lengths of an IIN and of cards."""
    for first in range(len(pieces)):
        digits, sizes = "", tuple[int, ...]()
        for piece in pieces[first:]:
            digits, sizes = digits + piece, (*sizes, len(piece))
            if len(digits) > 19:
                break
            if len(digits) >= 12:
                yield first, sizes, digits


def _is_iin(digits: str) -> bool:
    if len(digits) != 12 or digits[6] not in CENTURIES:
        return False
    try:
        date(CENTURIES[digits[6]] + int(digits[:2]), int(digits[2:4]), int(digits[4:6]))
    except ValueError:
        return False
    return not PHONE_START.match(digits) or _iin_control(digits) == int(digits[11])


def _iin_control(digits: str) -> int:
    """Count the control digit: weights 1 to 11, and, when that leaves 10, the same weights turned by two."""
    numbers = [int(digit) for digit in digits[:11]]
    control = sum(weight * number for weight, number in enumerate(numbers, 1)) % 11
    if control == 10:
        control = sum(weight * number for weight, number in zip([*range(3, 12), 1, 2], numbers, strict=True)) % 11
    return control


def _is_card_shape(sizes: tuple[int, ...]) -> bool:
    return len(sizes) == 1 or set(sizes[:-1]) == {4} or sizes in CARD_SHAPES


def _is_card(digits: str) -> bool:
    """Ask Luhn's formula: each second digit from the right doubled, its digits added, all together divisible by ten."""
    if len(digits) < 13 or NO_CARD_START.match(digits):
        return False
    doubled = [sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2]]
    return (sum(doubled) + sum(int(digit) for digit in digits[-1::-2])) % 10 == 0
