"""What does a person read out on the phone to name an application?"""

from __future__ import annotations

from collections.abc import Callable

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No 0/O, 1/I/L: read aloud and typed by hand."""
LENGTH = 6
"""31^6 = 887 million: random, so that it neither counts applications nor can be guessed from another."""

LOOK_ALIKES = str.maketrans("АВСЕНКМРТХУ", "ABCEHKMPTXY")
"""Cyrillic letters that a Kazakh or Russian keyboard gives where a Latin one is meant."""


def read_reference(typed: str) -> str | None:
    """A reference as somebody types it: `m-7k3f9q`, `M 7K3F9Q`, `7k3f9q`; None if it cannot be one."""
    letters = "".join(letter for letter in typed.upper().translate(LOOK_ALIKES) if letter.isalnum())
    body = letters[1:] if len(letters) == LENGTH + 1 and letters[0] == "M" else letters
    return f"M-{body}" if len(body) == LENGTH and all(letter in ALPHABET for letter in body) else None


def make_reference(entropy: Callable[[int], bytes], prefix: str = "M", length: int = LENGTH) -> str:
    """`M-7K3F9Q`: random, with at least one letter and one digit."""
    while True:
        # Bytes past the last whole multiple of the alphabet would make the first letters likelier.
        letters = [ALPHABET[byte % len(ALPHABET)] for byte in entropy(2 * length) if byte < 8 * len(ALPHABET)]
        body = "".join(letters[:length])
        if len(body) == length and any(map(str.isdigit, body)) and any(map(str.isalpha, body)):
            return f"{prefix}-{body}"
