"""Can a reference be read out, typed by hand, and not be guessed?"""

import random
import re

from bot.domain.reference import ALPHABET, make_reference


def test_a_reference_has_letters_and_digits_and_no_look_alikes() -> None:
    entropy = random.Random(1).randbytes
    for _ in range(2000):
        reference = make_reference(entropy)
        assert re.fullmatch(r"M-[2-9A-HJKMNP-Z]{6}", reference)
        assert re.search(r"\d", reference)
        assert re.search(r"[A-Z]", reference[2:])


def test_no_letter_is_likelier_than_another() -> None:
    entropy = random.Random(2).randbytes
    drawn = "".join(make_reference(entropy)[2:] for _ in range(5000))
    counts = [drawn.count(letter) for letter in ALPHABET]
    assert len(ALPHABET) == len(set(ALPHABET)) == 31
    digits, letters = counts[:8], counts[8:]  # a reference needs one of each, so digits come a little oftener
    assert max(digits) / min(digits) < 1.3
    assert max(letters) / min(letters) < 1.3


def test_references_do_not_repeat() -> None:
    entropy = random.Random(3).randbytes
    drawn = {make_reference(entropy) for _ in range(5000)}
    assert len(drawn) == 5000
