"""What do all answers share: length, hidden characters, spaces, commands, and a verdict for any text at all?"""

import time
import unicodedata
from functools import partial
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.emails import validate_email
from bot.domain.names import validate_name
from bot.domain.phones import validate_phone
from bot.domain.validation import UNSEEN, Accepted, Outcome, Reason, Rejected, Validator, script, tidy
from tests.cases import cases
from tests.examples import examples

insist_on_email = partial(validate_email, insist=True)
VALIDATORS: list[Validator] = [validate_name, validate_phone, validate_email, insist_on_email]
EVERYTHING = st.characters(categories=("L", "M", "N", "P", "S", "Z", "C", "Cs"))
# Random characters alone seldom get past the first rule; these pieces reach the deeper ones.
PIECES = """Нұрлан|ұлы|А.|-|'| |\t|@|mail.ru|gmial.com|почта.рф|.|,|mailto:|<|>|+7|8|701|810|00|доб|(|)|0|٧|/|xn--|क्
|😀|\u200d|\u202e|\u0301"""
TEXTS = st.text(EVERYTHING) | st.lists(st.sampled_from(PIECES.split("|")) | EVERYTHING, max_size=12).map("".join)


def reason_of(outcome: Outcome) -> Reason | None:
    return outcome.reason if isinstance(outcome, Rejected) else None


@given(text=TEXTS)
@examples(300)
def test_every_text_gets_a_verdict_that_stands(text: str) -> None:
    for validate in VALIDATORS:
        _gets_a_verdict_that_stands(validate, text)


def _gets_a_verdict_that_stands(validate: Validator, text: str) -> None:
    outcome = validate(text)
    if isinstance(outcome, Accepted):
        assert validate(outcome.value) == outcome
        assert unicodedata.is_normalized("NFC", outcome.value)
        assert outcome.value.encode()
        assert not [char for char in outcome.value if unicodedata.category(char) in ("Cc", "Cs", "Co", "Cn", "So")]
    elif outcome.hint is not None:
        assert validate_email(outcome.hint) == Accepted(outcome.hint)


@given(text=TEXTS)
def test_only_an_email_gets_a_hint(text: str) -> None:
    for validate in (validate_name, validate_phone):
        outcome = validate(text)
        assert isinstance(outcome, Accepted) or outcome.hint is None


@cases("validate", VALIDATORS)
@cases("piece", ["a", "7", " ", "@", "a@", ".", "<", "\u0301", "\u200b", "\ud800", "7 ", "a.", "😀", "'-"])
def test_a_megabyte_is_answered_at_once(validate: Validator, piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    before = time.perf_counter()
    assert validate(text) == Rejected(Reason.TOO_LONG)
    assert time.perf_counter() - before < 0.1  # seconds; it takes microseconds, a slow rule would take minutes


@cases("validate", [validate_name, validate_email])
@cases(
    "hidden",
    list("\u202e\u202b\u2067\u200d\u200c\u0000\u001f\u0085\ud800\u3164\u115f\u034f\ufe0f\U000e0041\U000e0100"),
)
def test_hidden_characters_are_refused(validate: Validator, hidden: str) -> None:
    for text in (f"Асан{hidden}ова", f"{hidden}Асанова", f"Асанова{hidden}", hidden):
        assert reason_of(validate(text)) == Reason.INVISIBLE


ANSWERS: dict[Validator, str] = {
    validate_name: "Асанова Дана",
    validate_phone: "+7 701 000 00 00",
    validate_email: "asanova@example.com",
}


@pytest.mark.parametrize("validate", ANSWERS)
@given(data=st.data())
@examples(50)
def test_marks_that_a_phone_adds_unseen_change_nothing(validate: Validator, data: st.DataObject) -> None:
    answer = ANSWERS[validate]
    marks = data.draw(st.lists(st.text(UNSEEN, max_size=2), min_size=len(answer) + 1, max_size=len(answer) + 1))
    typed = marks[0] + "".join(letter + mark for letter, mark in zip(answer, marks[1:], strict=True))
    assert validate(typed) == validate(answer)
    assert isinstance(validate(answer), Accepted)


@cases("validate", VALIDATORS)
@cases("mark", UNSEEN)
def test_unseen_marks_hide_no_number_that_must_not_be_kept(validate: Validator, mark: str) -> None:
    assert validate(f"900101{mark}300123@example.com") == Rejected(Reason.IIN)
    assert validate(mark * 3) == Rejected(Reason.EMPTY)


@cases("validate", VALIDATORS)
@cases(
    ("text", "reason"),
    [
        ("", Reason.EMPTY),
        (" \n\t\u00a0\u2028", Reason.EMPTY),
        ("/start", Reason.COMMAND),
        ("  /forget_me", Reason.COMMAND),
        ("😀", Reason.SYMBOLS),
        ("👩\u200d🎤", Reason.SYMBOLS),
        ("❤\ufe0f", Reason.SYMBOLS),
        ("1\ufe0f\u20e3", Reason.SYMBOLS),
    ],
)
def test_some_answers_are_wrong_everywhere(validate: Validator, text: str, reason: Reason) -> None:
    assert validate(text) == Rejected(reason)


@cases(
    ("text", "tidied"),
    [
        ("  two \u00a0\u2003 words\n", "two words"),
        ("и\u0306од", "йод"),
        ("a\u2028b\tc\r\nd", "a b c d"),
        ("रा\u200dम", "रा\u200dम"),
    ],
)
def test_spaces_and_composed_letters_get_one_form(text: str, tidied: str) -> None:
    assert tidy(text, 20) == Accepted(tidied)


def test_the_limit_counts_what_is_left() -> None:
    assert tidy(" " * 5 + "a" * 10, 10) == Accepted("a" * 10)
    assert tidy("a" * 11, 10) == Rejected(Reason.TOO_LONG)


def test_codes_are_stable_words() -> None:
    assert all(reason.value == reason.name.lower() for reason in Reason)


@cases(
    ("char", "name"),
    [("ә", "CYRILLIC"), ("a", "LATIN"), ("李", "CJK"), ("٣", "ARABIC"), ("\x00", "?"), ("\ue000", "?")],
)
def test_a_letter_belongs_to_one_script_and_what_has_no_name_to_none(char: str, name: str) -> None:
    assert script(char) == name


def test_what_python_says_of_a_character_is_what_unicode_says() -> None:
    """The checks ask whole texts at once, in Python's words, before they judge single characters by category."""
    planes = (range(0x32400), range(0xE0000, 0xE0200), range(0xF0000, 0xF0010))  # all others have no characters
    for char in map(chr, chain.from_iterable(planes)):
        kind = unicodedata.category(char)
        assert char.isalpha() == (kind[0] == "L")
        assert char.isdigit() == (unicodedata.digit(char, None) is not None)
        assert char.isnumeric() or kind[0] != "N"
        assert not (char.isalnum() and kind in ("So", "Me"))
        assert not (char.isascii() and kind in ("So", "Me", "Mn", "Cf"))
