"""Whatever fills a message in, in whatever language: it stays one message, and what was filled in stays text."""

from __future__ import annotations

from string import Formatter

import pytest
from babel.messages.catalog import Message
from hypothesis import example, given
from hypothesis import strategies as st

from bot.i18n import load_words, strip_markup
from simulator.text import html
from simulator.text.entities import Entity
from tests.conventions.test_catalogues import CATALOGUES, MASTER, forms
from tests.examples import examples

WORDS = load_words()
MARK = "⟦{}⟧"
"""Around each value, so that it is found again; stands in no message."""
HOSTILE = (
    "<b>", "</b>", "<a href='x'>", "&amp;", "&lt;b&gt;", "&", "&#60;", "{name}", "{", "}", "{0}", "%(x)s", '"', "'",
    "\u202e", "\n", "</", "<!--", "]]>", "<tg-spoiler>", "`", "*", "_", "\\",
)  # fmt: skip
values = st.lists(
    st.sampled_from(HOSTILE) | st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=5),
    max_size=6,
).map("".join)
"""Halves of surrogates come through no door and from no database. No setting holds a NUL, and links are settings."""


def key_of(message: Message) -> str:
    return message.id if isinstance(message.id, str) else str(message.id[0])


def fields(message: Message) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(forms(message)[0]) if name}


KEYS = {key_of(message): (fields(message), not isinstance(message.id, str)) for message in MASTER if message.id}


def said(language: str, key: str, value: str, count: int) -> str:
    """The message, each of whose fields is filled with the value."""
    names, is_counted = KEYS[key]
    filled = {name: MARK.format(value) for name in names - {"count"}}
    return WORDS.text_in(language)(key, **({"count": count} if is_counted else {}), **filled)


@pytest.mark.parametrize("language", CATALOGUES)
@examples(15)
@given(value=values, count=st.integers(0, 10**12))
@example(value="".join(HOSTILE), count=1)
def test_a_hostile_value_is_shown_as_it_is_and_changes_nothing_around_it(language: str, value: str, count: int) -> None:
    for key in KEYS:
        shown, entities = html.parse(said(language, key, value, count))
        around, same = html.parse(said(language, key, "x", count))
        assert shown.replace(MARK.format(value), MARK.format("x")) == around, key
        assert formats(entities) == formats(same), key


def formats(entities: list[Entity]) -> list[str]:
    """Without links: Telegram makes one only where the value can be an address, and a setting is checked to be one."""
    return [one.type for one in entities if one.type != "text_link"]


@pytest.mark.parametrize("language", CATALOGUES)
@examples(15)
@given(value=values)
@example(value="".join(HOSTILE))
def test_where_no_markup_is_known_it_reads_the_same(language: str, value: str) -> None:
    """In pop-ups and on terminals."""
    for key in KEYS:
        shown = strip_markup(said(language, key, value, 2))
        assert shown.replace(MARK.format(value), MARK.format("x")) == strip_markup(said(language, key, "x", 2)), key
