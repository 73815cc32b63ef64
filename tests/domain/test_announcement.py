"""Which text is in which language?"""

from __future__ import annotations

from bot.domain.announcement import Announcement, State, split_texts
from bot.domain.time import EPOCH

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


def test_who_has_no_text_in_their_language_gets_the_master_s() -> None:
    one = Announcement(b"", State.SENDING, {"kk": "а", "ru": "б"}, EPOCH)
    assert [one.language_for(language, "kk") for language in ("kk", "ru", "en", "uz")] == ["kk", "ru", "kk", "kk"]
