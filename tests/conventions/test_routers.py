"""Are the conversations asked in the right order?"""

from bot.i18n import load_words
from handlers import PRIVATE, fallback, forget
from handlers.decision import Decision
from handlers.words import Word, Wordbook


def test_destroying_comes_first_and_the_fallback_last() -> None:
    assert PRIVATE[0] is forget
    assert PRIVATE[-1] is fallback


def test_no_two_words_are_spelt_alike() -> None:
    words = load_words()
    book = Wordbook(words)
    for word in Word:
        for label in words.every(word):
            assert book.find(label) is word, label


def test_a_decision_that_says_nothing_changes_nothing() -> None:
    assert Decision() == Decision((), (), (), ())
