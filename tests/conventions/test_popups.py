"""Does every pop-up fit whole, in every language? What is longer is cut, and nobody can read the rest."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache

from bot.channels.telegram.abilities import TELEGRAM
from bot.i18n import list_languages, shorten, strip_markup
from tests.cases import cases
from tests.conventions.code import nodes_in
from tests.conventions.test_catalogues import CATALOGUES, KEYS, fields, forms

LONGEST = {
    "reference": "M-7K3F9Q",
    "owner": "Ж" * 64,  # Telegram's longest first name
    "until": "31.12.2027",
    "date": "31.12.2027",
    "email": f"{'a' * 31}@{'b' * 28}.com",
    "cancel": "Болдырмау",
}


def functions_with_popups() -> Iterator[ast.AST]:
    for _, node in nodes_in("bot", "handlers"):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _pops_up(node):
            yield node


def _pops_up(function: ast.AST) -> bool:
    return any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Popup"
        for node in ast.walk(function)
    )


def said_in(function: ast.AST) -> set[str]:
    """Every text of the catalogues that the function names, in whole or by its beginning."""
    found = set()
    for node in ast.walk(function):
        if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
            found |= {key for key in KEYS if key.startswith(str(node.values[0].value))}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found |= KEYS & {node.value}
    return found


NAMED_ELSEWHERE = ("application.", "staff.", "sorry.")
NO_POPUPS = {"application.sent", "forget.stayed"}


@cache
def popups() -> set[str]:
    said = {key for function in functions_with_popups() for key in said_in(function)}
    return said | {key for key in KEYS if key.startswith(NAMED_ELSEWHERE)}


def test_the_texts_are_found() -> None:
    assert {"old_button", "banned.refused", "forget.held_briefly", "staff.done.take", "offer.accepted"} <= popups()


@cases("language", list_languages())
def test_every_popup_fits_whole(language: str) -> None:
    for key in popups() - NO_POPUPS:
        for form in forms(CATALOGUES[language].get(key)):
            said = strip_markup(form.format_map({name: LONGEST[name] for name in fields(form)}))
            assert shorten(said, TELEGRAM.longest_notice) == said, key
