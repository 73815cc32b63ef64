"""Which sentence of the catalogues is this, and in which language? As a reader sees it, without markup."""

from __future__ import annotations

import html
import re
from functools import cache
from pathlib import Path

from bot.i18n import list_languages, read_catalogue

LOCALES = Path(__file__).parents[2] / "locales"
LANGUAGES = tuple(list_languages())


@cache
def forms(language: str) -> dict[str, tuple[str, ...]]:
    """By name, as they stand in the file; several of what is counted."""
    found = read_catalogue(LOCALES, language)
    named = ((one.id if isinstance(one.id, str) else one.id[0], one.string) for one in found)
    return {name: (text,) if isinstance(text, str) else tuple(text or ()) for name, text in named}


@cache
def sentences(language: str) -> dict[str, str]:
    """The first form of each, by name."""
    return {name: texts[0] for name, texts in forms(language).items()}


def label(name: str) -> set[str]:
    """In all languages."""
    return {sentences(language)[name] for language in LANGUAGES}


def says(text: str, *names: str) -> bool:
    """Whether one of these sentences stands in it, in whatever language."""
    return language_of(text, *names) is not None


@cache
def language_of(text: str, *names: str) -> str | None:
    """Of the first of these sentences that stands in it."""
    found = ((name, language) for name in names for language in LANGUAGES)
    return next((language for name, language in found if stands(name, language, text)), None)


def stands(name: str, language: str, text: str) -> bool:
    """Whether the sentence stands in the text, in this language; what is filled in can be anything."""
    return any(_follow_each_other(parts, text) for parts in _parts(name, language))


def _follow_each_other(parts: list[str], text: str) -> bool:
    place = 0
    for part in parts:
        found = text.find(part, place)
        if found < 0:
            return False
        place = found + len(part)
    return True


@cache
def _parts(name: str, language: str) -> list[list[str]]:
    """Of each form what stands between that which is filled in, as a reader sees it."""
    plain = (html.unescape(re.sub(r"<[^>]+>", "", text)) for text in forms(language)[name])
    return [[part for part in re.split(r"\{\w+\}", one) if part] for one in plain]


@cache
def vocabulary() -> frozenset[str]:
    """Every word that the bot itself may say, in small letters."""
    texts = (text for language in LANGUAGES for text in sentences(language).values())
    return frozenset(word for text in texts for word in re.findall(r"\w+", text.lower()))
