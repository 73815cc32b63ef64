"""Is a name from Telegram shown so that the text around it stays readable?"""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.readable import END, ISOLATE, MAX_SHOWN_LENGTH, readable


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
