"""Can an operator do for a person what the person asks for by e-mail?"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli.main import app
from tests.databases import query, use_database
from tests.people import AIGERIM, DANIYAR
from tests.scenarios.stage import Guest, Stage

Command = Callable[..., Result]


@pytest.fixture
def command(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Command:
    """A command line on the stage's database."""
    use_database(monkeypatch, stage.folder)
    monkeypatch.chdir(stage.folder.parent)
    return lambda *words: CliRunner().invoke(app, words)


@pytest.fixture
async def applied(stage: Stage) -> tuple[Guest, str]:
    """Айгерім applied, Данияр too, and the bot was stopped."""
    aigerim, daniyar = stage.guest(AIGERIM), stage.guest(DANIYAR)
    reference = await aigerim.apply()
    await daniyar.apply()
    await stage.card("Русский")
    await stage.stop()
    return aigerim, reference


def persons(folder: Path) -> int:
    [[number]] = query(folder, "SELECT count(*) FROM persons")
    return int(number)


async def run(command: Command, *words: str) -> Result:
    return await asyncio.to_thread(command, *words)


@pytest.mark.parametrize("way", ["--telegram-id", "--phone", "--email", "--lead"])
async def test_a_person_is_forgotten_however_they_are_named(
    stage: Stage, command: Command, applied: tuple[Guest, str], way: str
) -> None:
    aigerim, reference = applied
    names = {
        "--telegram-id": str(aigerim.user.id),
        "--phone": "8" + AIGERIM.phone.removeprefix("+7"),
        "--email": AIGERIM.email.upper(),
        "--lead": reference.lower(),
    }
    result = await run(command, "forget", way, names[way])
    assert result.exit_code == 0, result.output
    assert "E-" in result.output
    assert persons(stage.folder) == 1
    await stage.start()
    receipt = await aigerim.sees("Дербес деректеріңіз жойылды")
    assert receipt.text.split("E-")[1][:6] in result.output
    await stage.world.until(lambda: any(reference in m.text and "🚫" in m.text for m in stage.group.messages))
    assert not any(AIGERIM.email in message.text for message in aigerim.chat.messages)


async def test_who_is_not_there_or_not_clearly_named_is_not_found(
    stage: Stage, command: Command, applied: tuple[Guest, str]
) -> None:
    for words, line in {
        ("--telegram-id", "1"): "nobody",
        ("--phone", "+7 701 111 22 33"): "nobody",
        ("--email", "nobody@example.com"): "nobody",
        ("--lead", "M-222222"): "nobody",
        (): "exactly one",
        ("--lead", "M-222222", "--email", "a@example.com"): "exactly one",
        ("--phone", "abc"): "--phone: must be",
        ("--email", "abc"): "--email: must be",
    }.items():
        result = await run(command, "forget", *words)
        assert (result.exit_code, line in result.output) == (1, True), (words, result.output)
    assert persons(stage.folder) == 2


async def test_a_command_is_refused_while_the_bot_runs(stage: Stage, command: Command) -> None:
    result = await run(command, "forget", "--telegram-id", "1")
    assert result.exit_code == 1
    assert "another process" in result.output


async def test_a_hold_postpones_blocks_at_once_and_ends_in_destruction(
    stage: Stage, command: Command, applied: tuple[Guest, str]
) -> None:
    aigerim, reference = applied
    end = (datetime.now(UTC) + timedelta(days=30)).date()  # noqa: TID251 - the command line lives in real time
    held = await run(command, "hold", "--lead", reference, "--reason", "сот талабы", "--until", end.isoformat())
    assert held.exit_code == 0, held.output
    await stage.start()
    stage.madina.tap("Жұмысқа алу", chat=stage.group, message=stage.group.messages[0])
    await stage.world.until(lambda: AIGERIM.email in stage.group.messages[0].text)
    await aigerim.write("/forget_me", "жоямыз ба")
    await aigerim.tap("Деректерімді жою", "сот талабы", end.strftime("%d.%m.%Y"))
    await stage.world.until(lambda: "🚫" in stage.group.messages[0].text)
    assert AIGERIM.email not in stage.group.messages[0].text
    assert persons(stage.folder) == 2
    await aigerim.write("/start", "сот талабы")
    stage.world.clock.advance(31 * 24 * 3600)
    await aigerim.sees("Дербес деректеріңіз жойылды")
    assert persons(stage.folder) == 1


async def test_a_hold_alone_changes_nothing_for_the_person(
    stage: Stage, command: Command, applied: tuple[Guest, str]
) -> None:
    aigerim, reference = applied
    await run(command, "hold", "--lead", reference, "--reason", "тексеру", "--until", "2999-01-01")
    await stage.start()
    await aigerim.write("/start", reference)


async def test_a_hold_that_was_lifted_is_none(stage: Stage, command: Command, applied: tuple[Guest, str]) -> None:
    _, reference = applied
    await run(command, "hold", "--lead", reference, "--reason", "тексеру", "--until", "2999-01-01")
    lifted = await run(command, "hold", "--lead", reference, "--reason", "-", "--until", "2020-01-01")
    assert lifted.output.strip() == "no longer on hold: 1 person"
    result = await run(command, "forget", "--lead", reference)
    assert "destroyed" in result.output
