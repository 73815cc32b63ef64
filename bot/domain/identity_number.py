"""The control digit of Kazakhstan's 12-digit numbers: IIN of a person, BIN of an organisation."""

from __future__ import annotations

LENGTH = 12


def control_digit(digits: str) -> int:
    """Of the first 11 ASCII digits: weights 1 to 11; if the remainder is 10, the same weights rotated by two.

    10 if the remainder is 10 again: no number is given out that would need it (docs/facts/privacy.md 3.3).
    """
    numbers = [int(digit) for digit in digits[: LENGTH - 1]]
    control = sum(weight * number for weight, number in enumerate(numbers, 1)) % 11
    if control == 10:
        control = sum(weight * number for weight, number in zip([*range(3, 12), 1, 2], numbers, strict=True)) % 11
    return control


def is_identity_number(text: str) -> bool:
    """Whether this is 12 ASCII digits of which the last is the control digit."""
    is_digits = len(text) == LENGTH and text.isascii() and text.isdecimal()
    return is_digits and control_digit(text) == int(text[-1])
