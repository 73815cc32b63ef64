"""Writes docs/routes.md, the handler of each word, press and state, from the tables: write_routes.py [OUT]."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from enum import Enum
from inspect import getdoc
from pathlib import Path

from bot.dialogue.routes import Condition
from bot.dialogue.turn import Routes, Turn
from bot.dialogue.wordbook import FILLED_IN, Word
from bot.i18n import load_words
from handlers import ROUTES, bot_membership, repeated
from handlers.conditions import Asked, Commanded, Except, Pressed, Said, in_private, in_staff_group
from handlers.staff import connect
from handlers.typed_conditions import Wishes

TARGET = Path(__file__).parents[1] / "docs" / "routes.md"
HEAD = """# Which handler answers

Made from the tables in `handlers/` by `make routes`; a test keeps it true.

Rows are asked from the top, and the first that fits answers; what fits none is not answered. Words are those of
buttons, here in English: each counts in every language, however it is written.
"""
TEXT = load_words().text_in("en")


def compose() -> str:
    """The page, in Markdown."""
    people = tuple(route for route in ROUTES if route.conditions[0] is in_private)
    staff = tuple(route for route in ROUTES if route.conditions[0] is in_staff_group)
    parts = (
        ("Repeated updates", repeated.routes(), 0),
        ("The bot is added, removed, blocked or unblocked", bot_membership.routes(), 0),
        ("In the chat with a person", people, 1),
        ("In any group", connect.routes(), 0),
        ("In the staff group", staff, 1),
    )
    return HEAD + "".join(_part(title, table, skipped) for title, table, skipped in parts)


def _part(title: str, table: Routes, skipped: int) -> str:
    """One section; its title already says the first `skipped` conditions of each row."""
    rows = "".join(_row(route.conditions[skipped:], route.name) for route in table)
    return f"\n## {title}\n\n| what | and | who answers |\n|---|---|---|\n{rows}"


def _row(conditions: tuple[Condition[Turn], ...], name: str) -> str:
    first, *others = [_show(condition) for condition in conditions] or ["anything else"]
    return f"| {first} | {'; '.join(others)} | `{name}` |\n"


def _show(condition: Condition[Turn]) -> str:
    match condition:
        case Said(words):
            return _either(f"“{_label(word)}”" for word in words)
        case Wishes(wish):
            return f"the wish, in the person's own words, to {wish.name.lower()} their data"
        case Commanded(names):
            return _either(f"`/{name}`" for name in names)
        case Pressed(kind, values):
            carried = "".join(f", {name} = {_value(value)}" for name, value in values)
            return f"a press: {kind.__name__}{carried}"
        case Asked(question):
            return f"the question “{question}” is open"
        case Except(other):
            return f"not {_show(other)}"
        case _:
            return " ".join((getdoc(condition) or "").split())


def _label(word: Word) -> str:
    return TEXT(word, purpose="…") if word in FILLED_IN else TEXT(word)


def _either(shown: Iterable[str]) -> str:
    return ", ".join(shown)


def _value(value: object) -> str:
    return str(value.value if isinstance(value, Enum) else value).lower()


if __name__ == "__main__":
    (Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET).write_text(compose(), "utf-8")
