"""Is a name from Telegram shown so that the text around it stays readable?"""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.readable import END, ISOLATE, MAX_SHOWN_LENGTH, readable
from tests.cases import cases


@given(st.text(max_size=64))
def test_a_shown_name_is_short_in_one_line_and_steers_nothing(name: str) -> None:
    shown = readable(name).removeprefix(ISOLATE).removesuffix(END)
    assert len(shown) <= MAX_SHOWN_LENGTH
    assert not [letter for letter in shown if unicodedata.category(letter).startswith("C")]
    assert shown == shown.strip()


@given(st.sampled_from(["Мадина", "Айгерім Ә.", "O'Connor", "Nguyễn", "李", "🎵"]))
def test_an_ordinary_name_is_left_alone(name: str) -> None:
    assert readable(name) == name


def test_nothing_visible_is_nothing() -> None:
    assert [readable(name) for name in ("", " ", "\u3164", "\u200b\u202e", "\u0301")] == [""] * 5


def test_a_letter_keeps_two_marks_and_a_mark_without_a_letter_goes() -> None:
    marks = "\u0336\u0337\u0338"
    assert readable(f"х{marks}у{marks}") == f"х{marks[:2]}у{marks[:2]}"
    assert readable(f"{marks[0]}х") == "х"


def test_what_steers_is_left_out_and_the_rest_stays() -> None:
    assert readable("Ма\u202eди\tна\u200f") == "Мади на"


def test_a_long_name_is_cut_with_a_mark_and_without_a_space_before_it() -> None:
    whole = "а" * MAX_SHOWN_LENGTH
    assert [readable(whole), readable(whole + "б")] == [whole, whole[:-1] + "…"]
    assert readable(f"{whole[:-2]} {whole}") == whole[:-2] + "…"


def test_a_name_from_right_to_left_does_not_turn_the_text_around_it() -> None:
    assert readable("مدينة") == f"{ISOLATE}مدينة{END}"


@cases("name", ["X", "7", "!", "♪"])
def test_one_letter_digit_or_sign_is_a_name(name: str) -> None:
    assert readable(name) == name
