"""Recognises the labels of buttons, and the names of languages, when a person types them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.dialogue.field_words import label
from bot.domain.fields import FIELDS
from bot.i18n import Words

MAX_LABEL_LENGTH = 40  # characters; no label is longer, and nothing longer is looked up


class Word(StrEnum):
    """A button whose label can be typed. The value is the message with the label."""

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
    KEEP = "button.keep"
    NEW_APPLICATION = "button.new_application"
    SHARE_CONTACT = "button.share_contact"


FURTHER_SPELLINGS = {
    Word.YES: "typed.yes",
    Word.NO: "typed.no",
    Word.SHARE_CONTACT: "typed.share_contact",
    Word.NEW_APPLICATION: "typed.new_application",
}
"""Messages with further spellings, separated by commas."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """What typed words stand for: a button, or a language."""

    word: Word | None = None
    language: str | None = None


UNRECOGNISED = Recognised()


class Wordbook:
    """Every label in every language, regardless of case and punctuation."""

    def __init__(self, words: Words) -> None:
        self._found: Mapping[str, Word] = {
            _normalise(spelling): word for word in Word for spelling in _spellings(words, word)
        }
        self._languages = {
            _normalise(words.text_in(language)("language.name")): language for language in words.languages
        }
        self._fields = {_normalise(typed): name for name, typed in _edit_labels(words)}
        self._words = words

    def recognise(self, typed: str | None) -> Recognised:
        """What the person means, in any language; a command is no word. Languages are called by their own names."""
        if not typed or len(typed) > MAX_LABEL_LENGTH:
            return UNRECOGNISED
        said = _normalise(typed)
        return Recognised(None if typed.startswith("/") else self._found.get(said), self._languages.get(said))

    def find_field(self, typed: str | None) -> str | None:
        """The field whose «Edit: …» was typed."""
        return self._fields.get(_normalise(typed)) if typed and len(typed) <= MAX_LABEL_LENGTH else None

    def accepts(self, typed: str, meant: str) -> bool:
        """Whether «Yes, {meant}» was typed."""
        labels = (self._words.text_in(language)("button.fix", meant=meant) for language in self._words.languages)
        return len(typed) <= MAX_LABEL_LENGTH and _normalise(typed) in map(_normalise, labels)


def _spellings(words: Words, word: Word) -> Iterable[str]:
    yield from words.in_every_language(word)
    for listed in words.in_every_language(FURTHER_SPELLINGS[word]) if word in FURTHER_SPELLINGS else ():
        yield from listed.split(",")


def _edit_labels(words: Words) -> Iterable[tuple[str, str]]:
    for text in map(words.text_in, words.languages):
        for field in FIELDS:
            yield field.name, text("button.edit_field", edit=text(Word.EDIT), field=label(text, field))


def _normalise(text: str) -> str:
    kept = [
        " " if letter in "-–" else letter for letter in text.casefold() if unicodedata.category(letter)[0] in "LMZP"
    ]
    letters = "".join(letter for letter in kept if unicodedata.category(letter)[0] in "LMZ")
    return unicodedata.normalize("NFC", " ".join(letters.split()))
