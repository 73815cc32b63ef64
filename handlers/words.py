"""Which button did a person mean who types instead of tapping?"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from enum import StrEnum

from bot.i18n import Words

LONGEST = 40  # characters; no button is longer, and nothing longer is looked up


class Word(StrEnum):
    """What a word stands for; the value is the message with the button's label."""

    AGREE = "button.agree"
    DISAGREE = "button.disagree"
    CONFIRM = "button.confirm"
    EDIT = "button.edit"
    BACK = "button.back"
    SKIP = "button.skip"
    CANCEL = "button.cancel"
    CONTINUE = "button.continue"
    START_OVER = "button.start_over"
    FORGET = "button.forget"
    YES = "button.yes"
    NO = "button.no"


ALSO = {Word.YES: "typed.yes", Word.NO: "typed.no"}
"""Messages that list further spellings, by comma."""


class Wordbook:
    """Every label in every language, found without regard to case and punctuation."""

    def __init__(self, words: Words) -> None:
        self._found: Mapping[str, Word] = {
            _plain(spelling): word for word in Word for spelling in _spellings(words, word)
        }

    def find(self, typed: str | None) -> Word | None:
        return self._found.get(_plain(typed)) if typed and len(typed) <= LONGEST else None


def _spellings(words: Words, word: Word) -> Iterable[str]:
    yield from words.every(word)
    for listed in words.every(ALSO[word]) if word in ALSO else ():
        yield from listed.split(",")


def _plain(text: str) -> str:
    kept = [
        " " if letter in "-–" else letter for letter in text.casefold() if unicodedata.category(letter)[0] in "LMZP"
    ]
    letters = "".join(letter for letter in kept if unicodedata.category(letter)[0] in "LMZ")
    return unicodedata.normalize("NFC", " ".join(letters.split()))
