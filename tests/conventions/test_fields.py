"""Does the code ask FIELDS about a field, and does every catalogue say what a field is called?"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from gettext import GNUTranslations

import pytest

from bot.dialogue.field_words import NEEDED, FieldUnnamed, check_field_words
from bot.domain.disclosure import LEAD_COLUMNS
from bot.domain.fields import FIELDS
from bot.domain.form import REVIEW
from bot.i18n import Words, load_words
from bot.operator.find import SOUGHT
from tests.cases import cases
from tests.conventions.code import ROOT, modules, nodes, nodes_of
from tests.conventions.test_catalogues import KEYS

NAMES = [field.name for field in FIELDS]
KEY = re.compile(rf"(field|form|export)\.({'|'.join(NAMES)})\b.*|--({'|'.join(NAMES)})")
MAY_NAME = {
    "bot/domain/fields.py": "it is the list",
    "bot/domain/funnel.py": "stages are events in stored counts",
    "bot/domain/receipt.py": "Kantara's field for the e-mail address of the operator",
    "bot/cli/demo_stored.py": "the name of a table",
    "bot/channels/telegram/profile.py": "the name of the bot",
}
"""Files in which the name of a field stands as a string, and why."""
PARTS = {*NEEDED, "greeting", "column", "doubt", "none", "none_typed"}


def strings(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def named(nodes: Iterable[ast.AST]) -> list[str]:
    """Names of fields, keys of their texts, and options named after them, that are written out."""
    return [text for text in strings(nodes) if text in NAMES or KEY.fullmatch(text)]


def parameters(nodes: Iterable[ast.AST]) -> list[str]:
    """Of functions and of calls, if they are named after a field by which an operator finds people."""
    names = [one.arg for one in nodes if isinstance(one, ast.arg | ast.keyword)]
    return [name for name in names if name in SOUGHT]


@cases("source", ["x = 'phone'", "text('field.name.ask')", "case {'email': y}: pass", "Option('--phone')"])
def test_a_name_that_is_written_out_is_found(source: str) -> None:
    assert named(nodes(source.replace("case", "match x:\n  case") if "case" in source else source))


def test_what_only_contains_a_name_is_none() -> None:
    source = "'form.contact.press', 'OPERATOR_EMAIL', f'field.{x}.ask', 'name_in_the_ledger', x.email"
    assert named(nodes(source)) == []


def test_no_field_is_named_outside_the_list() -> None:
    code = modules("bot", "handlers", "storage")
    found = {str(path.relative_to(ROOT)): named(nodes_of(path)) for path in code}
    assert {path: names for path, names in found.items() if names and path not in MAY_NAME} == {}
    assert set(MAY_NAME) <= {path for path, names in found.items() if names}, "an exception that nobody needs"


@cases("source", ["def show(phone): pass", "def show(*, email=None): pass", "query_of(lead, phone=x)"])
def test_a_parameter_named_after_a_field_is_found(source: str) -> None:
    assert parameters(nodes(source))


def test_no_command_has_a_parameter_of_its_own_for_a_field() -> None:
    """Their options follow from the list: `bot/cli/person_options.py`."""
    found = {str(path.relative_to(ROOT)): parameters(nodes_of(path)) for path in modules("bot/cli", "bot/operator")}
    assert {path: names for path, names in found.items() if names} == {}


def test_names_fit_into_buttons_texts_and_columns() -> None:
    assert len(set(NAMES)) == len(NAMES)
    assert all(re.fullmatch("[a-z_]{1,20}", name) for name in NAMES)
    assert {*NAMES}.isdisjoint({*LEAD_COLUMNS, REVIEW})


def test_every_text_of_a_field_belongs_to_one() -> None:
    texts = {tuple(key.split(".")[1:]) for key in KEYS if key.startswith("field.")}
    assert {name for name, _ in texts} == set(NAMES)
    assert {part for _, part in texts} <= PARTS


def test_every_catalogue_has_the_texts_of_every_field() -> None:
    check_field_words(load_words())


class Catalogue(GNUTranslations):
    """All texts but one."""

    def __init__(self, missing: str) -> None:
        super().__init__()
        self._missing = missing

    def gettext(self, message: str) -> str:
        return message if message == self._missing else f"text of {message}"


@cases("key", ["field.phone.consent", "field.name.ask", "field.email.doubt"])
def test_a_field_that_a_catalogue_does_not_name_is_an_error_at_the_start(key: str) -> None:
    with pytest.raises(FieldUnnamed, match=f"locales/ru: no text {key}"):
        check_field_words(Words({"kk": Catalogue(""), "ru": Catalogue(key)}))


def test_a_text_that_no_field_needs_may_be_missing() -> None:
    check_field_words(Words({"kk": Catalogue("field.phone.doubt")}))
