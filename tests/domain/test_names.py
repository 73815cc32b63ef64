"""Which lines are a person's name?"""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.names import validate_name
from bot.domain.validation import Accepted, Reason, Rejected


@pytest.mark.parametrize(
    "name",
    [
        "Нұрлан",
        "Әсел Өмірзақ",
        "Сейітова Айгерім Бекқызы",
        "Сейітов Әлихан Бек ұлы",
        "Сейітова Айгерім Бек қызы",
        "НҰРЛАН әли",  # case is the person's
        "Соколова-Ким Мария",
        "О'Коннор Шон",
        "Д'Артаньянов",
        "'t Hooft Anna",
        "Karim Saba'",
        "Oʻktamov Gʻani",
        "Соколов А.С.",
        "Соколов А. С.",
        "Соколов А.С",
        "А.Соколов",
        "Дж. Соколов",
        "Ж.-П. Соколов",
        "Ли И",
        "Ұ І",
        "Nguyễn Thị Ánh",
        "Þórr Ægisson",
        "李 明",
        "محمد\u200cرضا",
        "क्\u200dषमा शर्मा",
        "q\u0323\u0307\u0304\u0301 Ada",
    ],
)
def test_a_name_is_kept_as_it_is(name: str) -> None:
    assert validate_name(name) == Accepted(unicodedata.normalize("NFC", name))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Нұрлан   Әли ", "Нұрлан Әли"),
        ("Нұрлан\nӘли", "Нұрлан Әли"),
        ("Нұрлан, Әли", "Нұрлан Әли"),
        ("Нұрлан Әлиев.", "Нұрлан Әлиев"),
        ("Соколова – Ким", "Соколова-Ким"),
        ("Соколова\u2011Ким", "Соколова-Ким"),
        ("О’Коннор", "О'Коннор"),
        ("О`Коннор", "О'Коннор"),
        ("Оʼконнор", "О'коннор"),
        ("Сергеи\u0306", "Сергей"),
    ],
)
def test_equal_signs_get_one_form(typed: str, kept: str) -> None:
    assert validate_name(typed) == Accepted(kept)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("а" * 101, Reason.TOO_LONG),
        ("Бір Екі Үш Төрт Бес", Reason.NAME_TOO_MANY_WORDS),
        ("Сәлем! Маған лицензия керек еді", Reason.NAME_TOO_MANY_WORDS),
        ("Нұрлан 2", Reason.NAME_DIGITS),
        ("Нұрлан²", Reason.NAME_DIGITS),
        ("Нұрлан ٣", Reason.NAME_DIGITS),
        ("Людовик Ⅳ", Reason.NAME_DIGITS),
        ("8 771 000 99 98", Reason.NAME_PHONE),
        ("Нұрлан +77710009998", Reason.NAME_PHONE),
        ("nurlan@example.com", Reason.NAME_EMAIL),
        ("Нұрлан nurlan@example.com", Reason.NAME_EMAIL),
        ("@nurlan", Reason.NAME_LINK),
        ("t.me/nurlan", Reason.NAME_LINK),
        ("https://example.com", Reason.NAME_LINK),
        ("www.example.org", Reason.NAME_LINK),
        ("nurlan.kz", Reason.NAME_LINK),
        ("Нұрлан\u202eӘли", Reason.INVISIBLE),
        ("Нұр\u200dлан", Reason.INVISIBLE),
        ("क\u200d", Reason.INVISIBLE),
        ("क\u200dа", Reason.INVISIBLE),
        ("Нұрлан 🎵", Reason.SYMBOLS),
        ("Нұрлан!", Reason.NAME_SYMBOLS),
        ("Нұрлан_Әли", Reason.NAME_SYMBOLS),
        ("«Нұрлан»", Reason.NAME_SYMBOLS),
        ("<b>Нұрлан</b>", Reason.NAME_SYMBOLS),
        ("=Нұрлан", Reason.NAME_SYMBOLS),
        ("-Нұрлан", Reason.NAME_SYMBOLS),
        ("Нұрлан--Әли", Reason.NAME_SYMBOLS),
        ("Нұрлан.Әли", Reason.NAME_SYMBOLS),
        ("q\u0323\u0307\u0304\u0301\u0302 Ada", Reason.NAME_SYMBOLS),
        ("\u0301Ada", Reason.NAME_SYMBOLS),
        ("???", Reason.NAME_SYMBOLS),
        ("\ue000\ue001", Reason.NAME_SYMBOLS),
        ("-", Reason.NAME_TOO_SHORT),
        (". . .", Reason.NAME_TOO_SHORT),
        ("Я", Reason.NAME_TOO_SHORT),
        ("А.С.", Reason.NAME_TOO_SHORT),
        ("А.С", Reason.NAME_TOO_SHORT),
        ("900101 300123", Reason.IIN),
        ("Нұрлан 4111 1111 1111 1111", Reason.CARD),
    ],
)
def test_anything_else_is_told_why(text: str, reason: Reason) -> None:
    assert validate_name(text) == Rejected(reason)


def test_a_hundred_letters_are_a_name() -> None:
    assert validate_name("а" * 100) == Accepted("а" * 100)
    assert validate_name("и\u0306" * 100) == Accepted("й" * 100)


@given(st.text(st.characters(categories=("L", "M", "N", "P", "Zs")), max_size=30))
@settings(deadline=None, max_examples=500)
def test_an_accepted_name_is_letters_and_little_else(text: str) -> None:
    outcome = validate_name(text)
    if isinstance(outcome, Accepted):
        others = {char for char in outcome.value if unicodedata.category(char)[0] not in "LM"}
        assert others <= set(" -'.\u200c\u200d")
        assert outcome.value.count(" ") < 4


@given(st.lists(st.text("аәбғқңөұүһіäßñçøABCxyz", min_size=2, max_size=20), min_size=1, max_size=4))
def test_words_of_letters_are_always_a_name(words: list[str]) -> None:
    assert validate_name(" ".join(words)) == Accepted(" ".join(words))
