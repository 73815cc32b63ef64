"""Reads a name out of what people say around it: «Здравствуйте, меня зовут Боб», “My name is Bob”.

What is taken out of a sentence is a guess, so it is asked about (docs/decisions/said-around-it.md).
"""

from __future__ import annotations

import re

from bot.domain.names import validate_name
from bot.domain.small_talk import drop_greeting, find_opening, is_wish, plain_words
from bot.domain.validation import Accepted, Outcome, Reason, Rejected, drop_unseen

INTRODUCTIONS = """
    менин атым|менин есимим|менин аты жоним|менин тегим|аты жоним|аты жони|меня зовут|мое имя|мое фио|моя фамилия
    |зовут меня|мое полное имя
    |my name is|my names|my name|my full name is|full name|i am|this is|it is|call me|name is"""
SHORT = "атым|есимим|есим|аты|тегим|мен|бул|зовут|имя|фио|фамилия|я|это|im|its|name"
"""Introductions of one word, which people may also be called."""
LAST = frozenset({"болады", "деп", "деймин"})  # «Атым Айгерім болады»
LONG_ONES = frozenset(tuple(one.split()) for one in INTRODUCTIONS.split("|"))
SHORT_ONES = frozenset((one.strip(),) for one in SHORT.split("|"))
ALL_INTRODUCTIONS = LONG_ONES | SHORT_ONES
SENTENCE_ENDS = re.compile(r"[.!?;\n](?=\s|$)")
NEVER = frozenset({Reason.IIN, Reason.CARD, Reason.COMMAND, Reason.TOO_LONG, Reason.INVISIBLE, Reason.SYMBOLS})
"""Reasons that refuse the whole text, even if it contains a name."""


def read_name(text: str) -> Outcome:
    """As `validate_name`; a name that was taken out of a sentence is rejected with the name as its hint."""
    plainly = validate_name(text)
    if isinstance(plainly, Rejected) and plainly.reason in NEVER:
        return plainly
    opened = drop_greeting(drop_unseen(text))
    if opened.greeted and not plain_words(opened.rest):
        return Rejected(Reason.NAME_GREETING) if opened.certain else _ask(plainly)
    told = _behind_introduction(opened.rest)
    if told is None and not opened.greeted:
        return Rejected(Reason.NAME_WISH) if is_wish(text) else plainly
    return _first_name_in(told or opened.rest)


def insist_on_name(text: str) -> Outcome:
    """The answer as it was typed, if it can be a name: «Салем Айдосов», but not «Меня зовут Боб»."""
    plainly = validate_name(text)
    if isinstance(plainly, Rejected) and plainly.reason in NEVER:
        return plainly
    opened = drop_greeting(text)
    if find_opening(plain_words(text), LONG_ONES) or (opened.greeted and opened.certain) or is_wish(text):
        return Rejected(Reason.NAME_TOLD)
    return plainly


def _behind_introduction(text: str) -> str | None:
    words = plain_words(text)
    count = find_opening(words, ALL_INTRODUCTIONS)
    if not 0 < count < len(words):
        return None
    return text[words[count - 1][1] :].lstrip(" ,.:—–-)\n")


def _first_name_in(text: str) -> Rejected:
    """The longest beginning that is a name and no wish: the whole, its first sentence, or the words up to a comma."""
    reason = Reason.NAME_WISH if is_wish(text) else Reason.NAME_TOLD
    for part in (text, SENTENCE_ENDS.split(text)[0], text.split(",")[0]):
        outcome = validate_name(_without_last(part))
        if isinstance(outcome, Accepted) and not is_wish(part):
            return Rejected(Reason.NAME_TOLD, outcome.value)
    return Rejected(reason)


def _without_last(text: str) -> str:
    words = text.split()
    while len(words) > 1 and words[-1].strip(".!,").casefold() in LAST:
        words.pop()
    return " ".join(words)


def _ask(plainly: Outcome) -> Outcome:
    return Rejected(Reason.NAME_TOLD, plainly.value) if isinstance(plainly, Accepted) else plainly
