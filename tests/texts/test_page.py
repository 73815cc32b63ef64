"""Is the page of all texts as a run of the bot shows them?"""

from __future__ import annotations

import html
import re

import pytest

from bot.dialogue.wordbook import Wordbook
from bot.i18n import list_languages, load_words
from scripts.write_texts import TARGET, compose
from tests.conventions.test_catalogues import KEYS

pytestmark = pytest.mark.usefixtures("unmeasured")

PAGE = TARGET.read_text("utf-8")


def test_the_page_is_as_a_run_shows_it() -> None:
    assert compose() == PAGE, "run make texts"


def test_every_row_says_something_in_every_language() -> None:
    rows = [line.split(" | ") for line in PAGE.splitlines() if line.startswith("| ")]
    assert len(rows) > 300
    assert [row for row in rows if len(row) != 1 + len(list_languages()) or not all(row[1:])] == []


def test_every_button_in_it_is_a_label_that_is_never_an_answer() -> None:
    """Except references, ratings, pages and corrections, which no name can be."""
    book = Wordbook(load_words())
    labels = {html.unescape(label) for label in re.findall("<kbd>(.*?)</kbd>", PAGE)}
    unknown = {label for label in labels if not (found := book.recognise(label)).is_label and not found.language}
    assert {label for label in unknown if not re.fullmatch(r"M-\w+|[1-5‹›]|.*\.com", label)} == set()


def test_most_texts_are_met_in_the_run() -> None:
    """The others stand at the end under their keys, each once."""
    named = re.findall(r"^\| `([a-z_.]+)` \|", PAGE, re.MULTILINE)
    assert len(named) == len(set(named))
    assert set(named) <= KEYS
    assert len(named) < 0.6 * len(KEYS)
