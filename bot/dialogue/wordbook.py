"""Recognises the labels of buttons, and the names of languages, when a person types them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from enum import StrEnum
from functools import cache, lru_cache

from bot.dialogue.field_words import label, spell_none
from bot.domain.consent import Purpose
from bot.domain.fields import FIELDS
from bot.domain.frozen import frozen
from bot.i18n import Words

MAX_LABEL_LENGTH = 80  # characters, spaces and quotes included; no label is longer, and nothing longer is looked up


class Word(StrEnum):
    """A label that means something when it is typed: of a button, or of a command in the menu.

    The value is the message with the label.
    """

    AGREE = "button.agree"
    DISAGREE = "button.disagree"
    POLICY = "button.policy"
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
    DELETE_ANSWERS = "button.delete_answers"
    NO_REMINDERS = "button.no_reminders"
    OFFER_YES = "button.offer_yes"
    OFFER_NO = "button.offer_no"
    OFFER_STOP = "button.offer_stop"
    WITHDRAW = "button.withdraw_application"
    FEEDBACK_WITHDRAW = "button.feedback_withdraw"
    MILESTONES = "button.milestones"
    RECEIPT = "button.receipt"
    RECEIPT_DOCUMENT = "button.receipt_document"
    HELP = "command.help"
    LANGUAGE = "command.language"
    PRIVACY = "command.privacy"
    MY_DATA = "command.my_data"
    CONSENTS = "command.consents"


FURTHER_SPELLINGS = {
    Word.YES: "typed.yes",
    Word.NO: "typed.no",
    Word.SHARE_CONTACT: "typed.share_contact",
    Word.NEW_APPLICATION: "typed.new_application",
}
"""Messages with further spellings, separated by commas."""
QUESTION_MARKS = "?？؟⁇⁈⁉‽"
LABELS = ("button.", "announce.button.", "outcome.", "export.to.", "export.format.", "export.stop")
"""How the keys of all labels of buttons begin, those that staff see too: none of them is ever an answer.

Countries, which staff choose by buttons, are none: people are called Georgia and Франция."""
FILLED_IN = ("button.edit_field", "button.receipt", "button.receipt_document", "button.fix")
"""Labels with something filled in. A correction is recognised by `Wordbook.accepts`."""


@frozen
class Recognised:
    """What typed words stand for: the label of a button, or a language. `word` is None for a label without a meaning
    in the chat with a person. `field` belongs to Word.EDIT, `purpose` to the receipts.
    `lacks`: of Word.SKIP, the field that the person has no answer to; None for the general label.
    `is_question`: «Да?» is no yes."""

    word: Word | None = None
    language: str | None = None
    field: str | None = None
    purpose: Purpose | None = None
    lacks: str | None = None
    is_label: bool = False
    is_question: bool = False


UNRECOGNISED = Recognised()


class Wordbook:
    """Every label in every language, regardless of case and punctuation."""

    def __init__(self, words: Words) -> None:
        self._found: Mapping[str, Recognised] = {_normalise(label): meaning for label, meaning in spell_all(words)}
        self._words = words

    def recognise(self, typed: str | None) -> Recognised:
        """What the person means, in any language; a command is no word. Languages are called by their own names."""
        if not typed or len(typed) > MAX_LABEL_LENGTH or typed.startswith("/"):
            return UNRECOGNISED
        found = self._found.get(_normalise(typed), UNRECOGNISED)
        return replace(found, is_question=True) if found.is_label and is_question(typed) else found

    def accepts(self, typed: str, meant: str) -> bool:
        """Whether «Yes, {meant}» was typed."""
        labels = (self._words.text_in(language)("button.fix", meant=meant) for language in self._words.languages)
        is_short = len(typed) <= MAX_LABEL_LENGTH
        return is_short and not is_question(typed) and _normalise(typed) in map(_normalise, labels)


@cache
def make_wordbook(words: Words) -> Wordbook:
    """One for all bots of a process that speak from these catalogues."""
    return Wordbook(words)


def is_question(typed: str) -> bool:
    """Whether a question mark stands in the text. Kazakh «иә ме» needs no rule: with its particle it is no label."""
    return any(mark in typed for mark in QUESTION_MARKS)


Spellings = Iterator[tuple[str, Recognised]]


def spell_all(words: Words) -> Spellings:
    """Everything that is recognised, as the catalogues write it. Of two that are spelt alike the later one counts."""
    yield from _labels(words)
    yield from _words(words)
    yield from _filled_in(words)
    yield from _languages(words)


def _labels(words: Words) -> Spellings:
    for key in words.keys:
        if key.startswith(LABELS) and key not in FILLED_IN:
            yield from ((spelling, Recognised(is_label=True)) for spelling in words.in_every_language(key))


def _words(words: Words) -> Spellings:
    for word in Word:
        for spelling in words.in_every_language(word) if word not in FILLED_IN else ():
            yield spelling, Recognised(word, is_label=True)
        for listed in words.in_every_language(FURTHER_SPELLINGS[word]) if word in FURTHER_SPELLINGS else ():
            yield from ((spelling, Recognised(word, is_label=True)) for spelling in listed.split(","))


def _filled_in(words: Words) -> Spellings:
    for text in map(words.text_in, words.languages):
        for field in FIELDS:
            typed = text("button.edit_field", edit=text(Word.EDIT), field=label(text, field))
            yield typed, Recognised(Word.EDIT, field=field.name, is_label=True)
            for lacking in spell_none(text, field):
                yield lacking, Recognised(Word.SKIP, lacks=field.name, is_label=True)
        for purpose in Purpose:
            for word in (Word.RECEIPT, Word.RECEIPT_DOCUMENT):
                typed = text(word, purpose=text(f"purpose.{purpose.value}"))
                yield typed, Recognised(word, purpose=purpose, is_label=True)


def _languages(words: Words) -> Spellings:
    for language in words.languages:
        yield words.text_in(language)("language.name"), Recognised(language=language)


def _normalise(text: str) -> str:
    letters = "".join(map(_heard, text.casefold()))
    return unicodedata.normalize("NFC", " ".join(letters.split()))


@lru_cache(maxsize=1024)
def _heard(character: str) -> str:
    """Letters, marks and spaces as they are, a space for what joins two words, and nothing for all others."""
    if character in "-–":
        return " "
    return character if unicodedata.category(character)[0] in "LMZ" else ""
