"""Which text is in which language?"""

from __future__ import annotations

from bot.domain.announcement import languages_for, split_texts

NAMES = {"kk": "kk", "қазақша": "kk", "ru": "ru", "русский": "ru", "en": "en", "english": "en"}


def test_one_text_is_the_master_s() -> None:
    assert split_texts("Жаңалық!\n\nЕкінші жол", NAMES, "kk") == {"kk": "Жаңалық!\n\nЕкінші жол"}


def test_a_line_with_a_language_begins_its_text() -> None:
    typed = "Жаңалық\nРусский:\nНовость\nвторая строка\n[en]\nNews\n"
    assert split_texts(typed, NAMES, "kk") == {"kk": "Жаңалық", "ru": "Новость\nвторая строка", "en": "News"}


def test_a_language_in_the_middle_of_a_sentence_begins_nothing() -> None:
    assert split_texts("Енді English тілінде де жауап береміз", NAMES, "kk").keys() == {"kk"}


def test_what_is_empty_is_no_text() -> None:
    assert split_texts(" \n\nru\n \n", NAMES, "kk") == {}


def test_everybody_gets_the_master_s_text_first_and_then_their_own() -> None:
    texts = {"kk": "а", "ru": "б"}
    given = [languages_for(language, texts, "kk") for language in ("kk", "ru", "en", "uz")]
    assert given == [("kk",), ("kk", "ru"), ("kk",), ("kk",)]


def test_what_is_indented_stays_so_and_spaces_at_the_end_of_a_line_go() -> None:
    assert split_texts("Жаңалық:  \n  - бірінші \n", NAMES, "kk") == {"kk": "Жаңалық:\n  - бірінші"}
