"""Can an operator see what will go, and when, without seeing whose it is?"""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli.main import app
from bot.domain.time import DAY
from bot.machine import system_clock
from tests.databases import use_database
from tests.people import AIGERIM, DANIYAR
from tests.scenarios.colleagues import ORDINARY
from tests.scenarios.stage import TOKEN, Stage, open_stage, open_stage_over_http

Command = Callable[..., Result]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """A command line on the stage's database."""
    monkeypatch.chdir(tmp_path)

    def invoke(*words: str) -> Result:
        use_database(monkeypatch, tmp_path / "data")
        return CliRunner().invoke(app, words)

    return invoke


async def run(command: Command, *words: str) -> str:
    result = await asyncio.to_thread(command, *words)
    assert result.exit_code == 0, result.output
    return result.output


async def filled(stage: Stage) -> str:
    """A sent application and an unfinished one; the reference of the first. The bot is stopped."""
    reference = await stage.guest(AIGERIM).apply()
    await stage.guest(DANIYAR).reach("email")
    await stage.stop()
    return reference


async def test_what_is_not_yet_due_is_listed_with_its_day_and_rule(tmp_path: Path, command: Command) -> None:
    async with open_stage(tmp_path / "data") as stage:
        reference = await filled(stage)
        said = await run(command, "purge", "--dry-run")
        [draft, lead, ledger, end] = said.splitlines()
        assert ledger.split()[2:] == ["ledger", "row", "1", "RETENTION_PROOF"]
        assert draft.split()[2] == "draft"
        assert draft.endswith("DRAFT_TTL")
        assert lead.split()[2:] == [reference, "RETENTION_OPEN"]
        assert end.startswith("0 due now, ")
        assert not any(secret in said for who in (AIGERIM, DANIYAR) for secret in who.secrets)


async def test_what_is_due_is_marked_and_stays_until_it_is_purged(tmp_path: Path, command: Command) -> None:
    start = system_clock() - 400 * DAY
    async with open_stage(tmp_path / "data", start=start, retention_open=399 * DAY, draft_ttl=399 * DAY) as stage:
        reference = await filled(stage)
        listed = [line.split()[2:] for line in (await run(command, "purge", "--dry-run")).splitlines()]
        assert [reference, "RETENTION_OPEN", "due"] in listed
        assert len(stage.rows("leads")[0]) == 1
        assert "erased: 2" in await run(command, "purge")
        assert stage.rows("persons", "leads", "drafts") == [[], [], []]
        assert await run(command, "purge") == "nothing was due\n"


async def test_a_closed_lead_is_listed_with_the_rule_of_its_outcome(tmp_path: Path, command: Command) -> None:
    async with open_stage(tmp_path / "data") as stage:
        spam, other = await stage.guest(AIGERIM).apply(), await stage.guest(DANIYAR).apply()
        await stage.stop()
        stage.execute("UPDATE leads SET status = 'closed', outcome = ?", ORDINARY)
        stage.execute("UPDATE leads SET outcome = 'spam' WHERE reference = ?", spam)
        listed = [line.split()[2:] for line in (await run(command, "purge", "--dry-run")).splitlines()]
        assert [spam, "RETENTION_SPAM"] in listed
        assert [other, "RETENTION_CLOSED"] in listed


async def test_a_hold_is_named_as_the_rule(tmp_path: Path, command: Command) -> None:
    async with open_stage(tmp_path / "data") as stage:
        reference = await filled(stage)
        await run(command, "hold", "--lead", reference, "--reason", "court", "--until", "2099-01-31")
        listed = [line.split() for line in (await run(command, "purge", "--dry-run")).splitlines()]
        assert ["2099-01-31", "00:00", reference, "hold"] in listed


@pytest.mark.parametrize("passed", [3_600, 400 * 86_400])
async def test_while_the_clock_disagrees_with_telegram_nothing_is_purged(
    tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch, passed: int
) -> None:
    """Ahead or behind, and not to be asked: nobody knows then what is due. Without a token the operator decides."""
    start = system_clock() - 400 * DAY
    async with open_stage_over_http(
        tmp_path / "data", start=start, retention_open=399 * DAY, draft_ttl=399 * DAY
    ) as stage:
        await filled(stage)
        monkeypatch.setenv("BOT_TOKEN", TOKEN)
        for url in (stage.server.url, "http://127.0.0.1:9"):
            monkeypatch.setenv("TELEGRAM_API_URL", url)
            result = await asyncio.to_thread(command, "purge")
            assert result.exit_code == 1, result.output
            assert len(result.stderr.splitlines()) == 1
            assert len(stage.rows("persons")[0]) == 2
        monkeypatch.setenv("TELEGRAM_API_URL", stage.server.url)
        stage.world.clock.advance(400 * 86_400 + passed)
        assert (await asyncio.to_thread(command, "purge")).exit_code == 1
        monkeypatch.delenv("BOT_TOKEN")
        assert "erased: 2" in await run(command, "purge")


async def test_where_both_agree_it_is_purged(tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    start = system_clock() - 400 * DAY
    async with open_stage_over_http(
        tmp_path / "data", start=start, retention_open=399 * DAY, draft_ttl=399 * DAY
    ) as stage:
        await filled(stage)
        monkeypatch.setenv("BOT_TOKEN", TOKEN)
        monkeypatch.setenv("TELEGRAM_API_URL", stage.server.url)
        stage.world.clock.advance(400 * 86_400)
        assert "erased: 2" in await run(command, "purge")
