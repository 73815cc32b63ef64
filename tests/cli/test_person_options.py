"""Can an operator name a person by each field that finds people, at every command that finds one?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import pytest
import typer
from typer.core import TyperCommand, TyperGroup
from typer.testing import CliRunner

from bot.channels.telegram.addresses import address_of
from bot.cli.main import app
from bot.cli.person_options import with_person_options
from bot.domain.fields import Field
from bot.domain.validation import Accepted
from bot.operator.find import SOUGHT, Query, option_of
from tests.cases import cases


def commands(of: object) -> Iterator[TyperCommand]:
    """Of the whole command line."""
    if isinstance(of, TyperGroup):
        for one in of.commands.values():
            yield from commands(one)
    if isinstance(of, TyperCommand):
        yield of


def options(command: TyperCommand) -> list[str]:
    return [option for one in command.params for option in one.opts]


FINDING = [one for one in commands(typer.main.get_command(app)) if "--telegram-id" in options(one)]


def test_these_commands_find_a_person() -> None:
    assert {one.name for one in FINDING} == {"forget", "hold", "show", "correct", "block", "proof", "access"}


@cases("command", FINDING)
def test_each_finds_by_every_field_that_finds_people(command: TyperCommand) -> None:
    assert options(command)[-len(SOUGHT) - 2 :] == ["--telegram-id", *map(option_of, SOUGHT), "--lead"]


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Query, str]]:
    """What a command with an option of its own was handed, where people are also found by the town of their birth."""
    monkeypatch.setitem(SOUGHT, "born_in", Field("born_in", Accepted, sought="a town"))
    return []


def invoke(heard: list[tuple[Query, str]], *words: str) -> str:
    one = typer.Typer()

    @one.command()
    @with_person_options
    def hear(query: Query, why: Annotated[str, typer.Option("--why")] = "-") -> None:
        """Hear about a person."""
        heard.append((query, why))

    return CliRunner().invoke(one, words).output


@cases(
    ("words", "query"),
    [
        (("--born-in", "Тараз"), Query(answers={"born_in": "Тараз"})),
        (("--phone", "8 701"), Query(answers={"phone": "8 701"})),
        (("--telegram-id", "5", "--lead", ""), Query(address_of(5), lead="")),
        ((), Query()),
    ],
)
def test_what_is_given_is_handed_over_by_the_name_of_its_field(
    words: tuple[str, ...], query: Query, heard: list[tuple[Query, str]]
) -> None:
    assert invoke(heard, *words) == ""
    assert heard.pop() == (query, "-")


def test_the_command_keeps_its_own_options_and_its_words(heard: list[tuple[Query, str]]) -> None:
    told = invoke(heard, "--help")
    assert "Hear about a person." in told
    assert told.index("--why") < told.index("--telegram-id") < told.index("--born-in") < told.index("--lead")
    assert "--query" not in told
    invoke(heard, "--why", "a letter", "--lead", "M-7K3F9Q")
    assert heard == [(Query(lead="M-7K3F9Q"), "a letter")]
