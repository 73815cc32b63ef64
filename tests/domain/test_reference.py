"""Can a reference be read out, typed by hand, and not be guessed?"""

import random
import re

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.reference import ALPHABET, make_reference, read_reference
from tests.cases import cases


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


@given(st.integers())
def test_a_reference_is_read_as_it_was_made_however_it_is_typed(seed: int) -> None:
    reference = make_reference(random.Random(seed).randbytes)
    typed = [
        reference,
        reference.lower(),
        reference[2:],
        reference.replace("-", " "),
        reference.replace("-", ""),
        f" {reference} ",
    ]
    assert {read_reference(one) for one in typed} == {reference}


@given(st.text(max_size=20))
def test_what_is_typed_is_a_reference_or_none(typed: str) -> None:
    found = read_reference(typed)
    assert found is None or re.fullmatch(r"M-[2-9A-HJKMNP-Z]{6}", found)


@cases("typed", ["", "M-", "M-12345", "M-7K3F9Q7", "E-7K3F9Q", "M-7K3F90", "өтінім", "agreed", "234567"])
def test_what_cannot_be_a_reference_is_none(typed: str) -> None:
    assert read_reference(typed) is None


def test_cyrillic_letters_that_look_alike_are_taken_for_latin_ones() -> None:
    assert read_reference("М-7К3Н9Х") == "M-7K3H9X"


def test_bytes_that_would_make_the_first_letters_likelier_are_dropped() -> None:
    drawn = bytes([248, 249, 250, 251, 254, 255, 0, 1, 2, 8, 9, 247])  # 31 * 8 = 248
    assert make_reference(lambda count: drawn[:count]) == "M-234ABZ"


def test_an_erasure_has_another_first_letter_than_an_application() -> None:
    reference = make_reference(random.Random(4).randbytes, prefix="E")
    assert reference.startswith("E-")
    assert read_reference(reference) is None
