"""Does the bot understand what people type instead of tapping?"""

from dataclasses import replace

from bot.dialogue.wordbook import UNRECOGNISED, Word, Wordbook, spell_all
from bot.i18n import load_words
from tests.cases import cases

WORDS = load_words()
BOOK = Wordbook(WORDS)


@cases("typed", ["иә", "ИӘ!", " Да. ", "да", "yes", "Yes", "ok", "ия"])
def test_yes_in_any_language_and_spelling(typed: str) -> None:
    assert BOOK.recognise(typed).word is Word.YES


@cases(
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


@cases("spelling", {spelling for spelling, meaning in spell_all(WORDS) if meaning.is_label})
def test_a_label_with_a_question_mark_is_that_label_as_a_question(spelling: str) -> None:
    said, asked = BOOK.recognise(spelling), BOOK.recognise(f"{spelling} ?!")
    assert not said.is_question
    assert asked == replace(said, is_question=True)


@cases("typed", ["иә ма", "Иә ме?", "растаймын ба", "келісемін бе", "да ли", "ok is it"])
def test_a_question_that_its_particle_shows_is_no_label(typed: str) -> None:
    assert not BOOK.recognise(typed).is_label


@cases("typed", ["", None, "иә, бірақ", "Back Street", "да нет наверное", "yes" * 50, "💔"])
def test_nothing_else_is(typed: str | None) -> None:
    assert BOOK.recognise(typed) == UNRECOGNISED
