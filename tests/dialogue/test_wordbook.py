"""Does the bot understand what people type instead of tapping?"""

import pytest

from bot.dialogue.wordbook import UNRECOGNISED, Word, Wordbook
from bot.i18n import load_words

BOOK = Wordbook(load_words())


@pytest.mark.parametrize("typed", ["иә", "ИӘ!", " Да. ", "да", "yes", "Yes", "ok", "ия"])
def test_yes_in_any_language_and_spelling(typed: str) -> None:
    assert BOOK.recognise(typed).word is Word.YES


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("артқа", Word.BACK),
        ("Назад", Word.BACK),
        ("i AGREE", Word.AGREE),
        ("  деректерімді   жою ", Word.FORGET),
        ("Өткізіп жіберу", Word.SKIP),
        ("жоқ", Word.NO),
    ],
)
def test_every_label_is_understood(typed: str, word: Word) -> None:
    assert BOOK.recognise(typed).word is word


@pytest.mark.parametrize("typed", ["", None, "иә, бірақ", "Back Street", "да нет наверное", "yes" * 50, "💔"])
def test_nothing_else_is(typed: str | None) -> None:
    assert BOOK.recognise(typed) == UNRECOGNISED
