"""Writes docs/lengths.md, how much somebody who applies has to read: write_lengths.py [OUT]."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import fields
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.i18n import list_languages, load_words
from tests.leaping_loop import LeapingLoop
from tests.texts.walk import Walk, walk

TARGET = Path(__file__).parents[1] / "docs" / "lengths.md"
HEAD = """# How much there is to read

Made from a run of the whole bot beside a simulated Telegram by `make lengths`; a test keeps it true, and fails if more
than 900 characters stand before the first answer. Somebody applies without a slip, and types every answer. What is
folded is counted in its own line alone.

"""
TITLES = {
    "consent": "characters of the consent",
    "folded": "in its fold",
    "first": "characters before the first answer",
    "messages": "messages of the bot to the end",
    "characters": "characters to the end",
    "taps": "taps, Start included",
    "typed": "typed messages",
    "calls": "calls to Telegram about the chat",
}


def compose() -> str:
    """The page, in Markdown. Plays the walk once in each language, in seconds."""
    languages = list_languages()
    walks = {language: _play(language) for language in languages}
    names = [load_words().text_in(language)("language.name") for language in languages]
    rows = [
        (TITLES[one.name], *(f"{getattr(walks[language], one.name):,}" for language in languages))
        for one in fields(Walk)
    ]
    return HEAD + "\n".join([_row("", *names), "|---|" + "--:|" * len(names), *(_row(*row) for row in rows), ""])


def _play(language: str) -> Walk:
    with TemporaryDirectory() as folder, asyncio.Runner(loop_factory=LeapingLoop) as runner:
        return runner.run(walk(language, Path(folder) / "data"))


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    (Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET).write_text(compose(), "utf-8")
