"""References: short random names of applications that people can read out on the phone."""

from __future__ import annotations

from collections.abc import Callable

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without 0/O and 1/I/L, which are confused when read aloud or typed."""
LENGTH = 6
"""31^6 = 887 million. A random reference does not count applications, and cannot be guessed from another."""

LOOK_ALIKES = str.maketrans("АВСЕНКМРТХУ", "ABCEHKMPTXY")
"""Cyrillic letters that look like a Latin letter of the alphabet."""


def read_reference(typed: str) -> str | None:
    """Read a typed reference: `m-7k3f9q`, `M 7K3F9Q`, `7k3f9q`; None if it cannot be one, as a word or a number."""
    letters = "".join(letter for letter in typed.upper().translate(LOOK_ALIKES) if letter.isalnum())
    body = letters[1:] if len(letters) == LENGTH + 1 and letters[0] == "M" else letters
    return f"M-{body}" if len(body) == LENGTH and set(body) <= set(ALPHABET) and _is_mixed(body) else None


def make_reference(entropy: Callable[[int], bytes], prefix: str = "M", length: int = LENGTH) -> str:
    """`M-7K3F9Q`: random, with at least one letter and one digit."""
    while True:
        # Larger bytes are dropped: they would make the first letters of the alphabet likelier.
        letters = [ALPHABET[byte % len(ALPHABET)] for byte in entropy(2 * length) if byte < 8 * len(ALPHABET)]
        body = "".join(letters[:length])
        if len(body) == length and _is_mixed(body):
            return f"{prefix}-{body}"


def _is_mixed(body: str) -> bool:
    """Whether it has a letter and a digit: «agreed» and «number» are words of six letters of the alphabet."""
    return any(map(str.isdigit, body)) and any(map(str.isalpha, body))
