"""Writes docs/texts.md, all texts in all languages side by side, as a run of the whole bot shows them:
write_texts.py [OUT]."""

from __future__ import annotations

import asyncio
import html
import re
import sys
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.i18n import list_languages, load_words, read_catalogue
from tests.leaping_loop import LeapingLoop
from tests.lives.sentences import forms, stands
from tests.texts.story import STORY, tell
from tests.texts.visit import Shown

TARGET = Path(__file__).parents[1] / "docs" / "texts.md"
HEAD = """# All texts

What people and staff read, in all languages side by side. Made from a run of the whole bot beside a simulated Telegram
by `make texts`; a test keeps it true. The people are invented. In the run the staff group speaks the person's language.
What stands behind a bar is folded until it is tapped; buttons stand below their message. Kazakh is the master.

The texts that this run does not meet follow at the end, as they stand in the catalogues: what is filled in stands in
{braces}.
"""
LANGUAGES = list_languages()
Told = Sequence[Sequence[Shown]]


def compose() -> str:
    """The page, in Markdown. Plays the story once in each language, in seconds."""
    told = {language: _play(language) for language in LANGUAGES}
    steps = iter(range(len(told[LANGUAGES[0]])))
    parts = []
    for part in STORY:
        rows = [row for step in part.steps for row in _step(step.title, [told[one] for one in LANGUAGES], next(steps))]
        parts.append(_table(part.title, "what happens", rows))
    read = {language: [shown for step in told[language] for shown in step] for language in LANGUAGES}
    return "\n".join([HEAD, *parts, *_others(read)])


def _play(language: str) -> Told:
    with TemporaryDirectory() as folder, asyncio.Runner(loop_factory=LeapingLoop) as runner:
        return runner.run(tell(language, Path(folder) / "data"))


def _step(title: str, told: Sequence[Told], number: int) -> Iterable[str]:
    """The rows of one step. Every language has as many messages as the others, in the same places."""
    columns = [one[number] for one in told]
    if len({tuple(shown.where for shown in column) for column in columns}) != 1:
        raise ValueError(f"the languages differ at “{title}”: {[[one.html for one in column] for column in columns]}")
    for place, row in enumerate(zip(*columns, strict=True)):
        yield _row(f"{title if place == 0 else ''} <sub>{row[0].where}</sub>", *map(_cell, row))


def _cell(shown: Shown) -> str:
    buttons = [" ".join(f"<kbd>{html.escape(label)}</kbd>" for label in row) for row in shown.rows]
    return "<br>".join([_lines(shown.html), *buttons])


def _lines(text: str) -> str:
    """HTML of Telegram in one line of Markdown; a fold has a bar before each of its lines."""
    text = re.sub(r"<blockquote[^>]*>(.*?)</blockquote>", lambda found: _bar(found[1]), text, flags=re.DOTALL)
    return re.sub(r"<a [^>]*>(.*?)</a>", r"<ins>\1</ins>", text).replace("|", "&#124;").replace("\n", "<br>")


def _bar(folded: str) -> str:
    return "\n".join(f"┃ {line}" for line in folded.split("\n"))


def _others(read: dict[str, list[Shown]]) -> Iterable[str]:
    """Tables of the texts that the run did not meet, by the first word of their keys."""
    met = {language: [_plain(shown) for shown in found] for language, found in read.items()}
    missing = [key for key in _keys() if not any(stands(key, one, text) for one in LANGUAGES for text in met[one])]
    for name, keys in groupby(missing, lambda key: key.partition(".")[0]):
        rows = [_row(f"`{key}`", *("<br>".join(map(_lines, forms(one)[key])) for one in LANGUAGES)) for key in keys]
        yield _table(f"Elsewhere: {name}", "key", rows)


def _plain(shown: Shown) -> str:
    labels = [label for row in shown.rows for label in row]
    return html.unescape(re.sub(r"<[^>]+>", "", "\n".join([shown.html, *labels])))


def _keys() -> list[str]:
    """In the order of their groups, and within each in that of the master's catalogue."""
    master = read_catalogue(Path(__file__).parents[1] / "locales", LANGUAGES[0])
    ids = [one.id if isinstance(one.id, str) else one.id[0] for one in master if one.id]
    first = {name: place for place, name in reversed(list(enumerate(key.partition(".")[0] for key in ids)))}
    return sorted(ids, key=lambda key: first[key.partition(".")[0]])


def _table(title: str, first: str, rows: Iterable[str]) -> str:
    names = [load_words().text_in(language)("language.name") for language in LANGUAGES]
    return "\n".join([f"## {title}\n", _row(first, *names), "|---" * (1 + len(names)) + "|", *rows, ""])


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.strip() for cell in cells)} |"


if __name__ == "__main__":
    (Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET).write_text(compose(), "utf-8")
