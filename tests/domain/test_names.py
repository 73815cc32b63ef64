"""Which lines are a person's name?"""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.names import LINKS, SIGNS, validate_name
from bot.domain.validation import Accepted, Reason, Rejected
from tests.cases import cases
from tests.examples import examples


@cases(
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
        "マリア・ガルシア",
        "阿卜杜勒·拉赫曼",
        "Gal·la Pérez",
        "ז׳בוטינסקי זאב",
        "בן־גוריון דוד",
        "བསྟན་འཛིན་རྒྱ་མཚོ",
    ],
)
def test_a_name_is_kept_as_it_is(name: str) -> None:
    assert validate_name(name) == Accepted(unicodedata.normalize("NFC", name))


@cases(
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
        ("マリア ･ ガルシア", "マリア・ガルシア"),
        ("阿卜杜勒•拉赫曼", "阿卜杜勒·拉赫曼"),
        ("Սարգիս Տէր՚Յովհաննէս", "Սարգիս Տէր'Յովհաննէս"),
        ("\ufeffНұр\u200bлан\u200e Ә\u00adли", "Нұрлан Әли"),
    ],
)
def test_equal_signs_get_one_form(typed: str, kept: str) -> None:
    assert validate_name(typed) == Accepted(kept)


@cases(
    ("text", "reason"),
    [
        ("а" * 101, Reason.TOO_LONG),
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
        ("Нұрлан·Әли", Reason.NAME_SYMBOLS),
        ("Нұрлан • Әли", Reason.NAME_SYMBOLS),
        ("Нұрлан׳Әли", Reason.NAME_SYMBOLS),
        ("·李明", Reason.NAME_SYMBOLS),
        ("李··明", Reason.NAME_SYMBOLS),
        ("・・・", Reason.NAME_SYMBOLS),
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
@examples(500)
def test_an_accepted_name_is_letters_and_little_else(text: str) -> None:
    outcome = validate_name(text)
    if isinstance(outcome, Accepted):
        others = {char for char in outcome.value if unicodedata.category(char)[0] not in "LM"}
        assert others <= {*" -'.\u200c\u200d", *SIGNS}


@given(st.lists(st.text("аәбғқңөұүһіäßñçøABCxyz", min_size=2, max_size=20), min_size=1, max_size=4))
def test_words_of_letters_are_always_a_name(words: list[str]) -> None:
    assert validate_name(" ".join(words)) == Accepted(" ".join(words))


LONG_NAMES = """
    Abdul Rahman bin Abdullah Al Saud
    María del Carmen López García
    Мамедов Ага Керим Гасан оглы
    Maria do Carmo dos Santos e Silva
    Jean-Luc de la Croix d'Orléans Martin
    Nguyễn Thị Minh Khai Ánh Dương
    Сейітова Айгерім Болат Нұрлан қызы
    Мохаммед бин Салман аль Сауд Абдель-Азиз
    Oʻktamov Gʻani Rustam Aziz oʻgʻli
    МАМЕДОВ АГА КЕРИМ ГАСАН ОГЛЫ
    ABDUL RAHMAN BIN ABDULLAH AL-SAUD KARIM
    عبد الرحمن بن عبد الله آل سعود
    Бір Екі Үш Төрт Бес
    Anna 李 明 王 芳
    ǅemal de la Luz y Sol
    Juan de la y López
"""
CHATTER = """
    Сәлем мен лицензия алғым келеді
    Мен сізге өтінім бергім келеді
    МАҒАН МУЗЫКА ҮШІН ЛИЦЕНЗИЯ КЕРЕК
    Здравствуйте хочу получить лицензию на музыку
    ДА Я ХОЧУ ПОЛУЧИТЬ ЛИЦЕНЗИЮ НА МУЗЫКУ
    Меня зовут Айгерім Болатқызы Сейтқалиева
    I want a licence for my cafe
    My name is Alice O'Connor Smith
    DO YOU HAVE A LICENCE FOR ME
    Hola quiero una licencia de música
    Ich bin Anna aus Berlin
    سلام من یک مجوز موسیقی می‌خواهم
    de la del van von
    Bin der die das bin
"""


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.strip().splitlines()]


@cases("name", lines(LONG_NAMES))
def test_a_name_may_have_as_many_words_as_it_has(name: str) -> None:
    assert validate_name(name) == Accepted(name)


@cases("text", lines(CHATTER))
def test_a_sentence_is_no_name(text: str) -> None:
    assert validate_name(text) == Rejected(Reason.NAME_TOO_MANY_WORDS)


CAPITALISED = st.text("аәбғқңөұүһіäßñçøabcxyz", min_size=3, max_size=8).map(str.title)
SMALL = st.text("аәбғқңөұүһіäñçøabcxyz", min_size=3, max_size=8).filter(lambda word: word.casefold() not in LINKS)
LINK = st.sampled_from(sorted(link for link in LINKS if link.isalpha() and link.islower()))


@given(st.lists(CAPITALISED, min_size=5, max_size=8), st.lists(LINK, max_size=2), st.integers(1, 4))
def test_many_words_with_capitals_and_what_links_them_are_a_name(words: list[str], links: list[str], at: int) -> None:
    name = " ".join([*words[:at], *links, *words[at:]])
    assert validate_name(name) == Accepted(name)


@given(st.lists(CAPITALISED, min_size=4, max_size=7), SMALL, st.integers(0, 7))
def test_one_small_word_that_links_nothing_makes_many_words_a_sentence(words: list[str], small: str, at: int) -> None:
    assert validate_name(" ".join([*words[:at], small, *words[at:]])) == Rejected(Reason.NAME_TOO_MANY_WORDS)


@given(st.lists(SMALL, min_size=5, max_size=8))
def test_many_words_without_any_sign_of_a_name_are_a_sentence(words: list[str]) -> None:
    for text in (" ".join(words), " ".join(words).capitalize(), " ".join(words).upper()):
        assert validate_name(text) == Rejected(Reason.NAME_TOO_MANY_WORDS)
