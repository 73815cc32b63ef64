"""Does whatever can take long tell on a terminal how far it is, and nothing anywhere else?"""

from __future__ import annotations

import io
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.cli.doctor import EXAMINATIONS
from bot.cli.process import showing_progress
from bot.operator.progress import Begin, Tick
from tests.people import AIGERIM, DANIYAR
from tests.scenarios.stopped import command, open_stopped, settle


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_shows_the_step_and_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with showing_progress() as begin:
        begin("copying")
        begin("verifying", 7)(3)
    assert "verifying" in terminal.getvalue()
    assert "3/7" in terminal.getvalue()


def test_what_is_no_terminal_shows_nothing_even_if_colours_are_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    with showing_progress() as begin:
        begin("copying", 7)(3)
    assert stream.getvalue() == ""


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The steps that a command tells of."""
    told: list[str] = []

    def begin(what: str, total: int | None = None) -> Tick:
        told.append(what)
        return lambda done: None

    @contextmanager
    def recording() -> Iterator[Begin]:
        yield begin

    for module in ("main", "migrate", "migrate_to", "process", "safety", "numbers", "time"):
        monkeypatch.setattr(f"bot.cli.{module}.showing_progress", recording)
    return told


async def test_whatever_can_take_long_tells_of_its_steps(tmp_path: Path, steps: list[str]) -> None:
    store = await open_stopped(tmp_path)
    await settle(store, [(7_000_000_001, AIGERIM), (7_000_000_002, DANIYAR)])
    await store.close()

    async def told(*words: object, **settings: str) -> list[str]:
        steps.clear()
        result = await command(tmp_path, *words, **settings)
        assert result.exit_code == 0, result.output
        return list(steps)

    traces = "removing traces of what was deleted"
    assert await told("verify") == ["verifying the ledger"]
    shelf = tmp_path / "shelf"
    assert await told("backup", shelf) == ["copying the database", "copying the keys", "adding up the files"]
    [made] = shelf.iterdir()
    assert await told("restore", "--replace", made) == ["copying and checking", "verifying and erasing again", traces]
    assert await told("migrate") == ["bringing the database up to date"]
    assert await told("person", "proof", "--phone", AIGERIM.phone) == ["looking through everybody"]
    assert await told("purge") == ["destroying what is due"]
    assert await told("person", "access") == ["looking through everybody"]
    assert await told("breach", "--from", "2026-01-01", "--to", "2026-01-02") == ["looking through everybody"]
    looked_at = await told("doctor", BOT_TOKEN="", PRIVACY_POLICY_URL="http://127.0.0.1:9/")
    assert list(dict.fromkeys(looked_at)) == [*EXAMINATIONS]
    assert await told("rotate-key") == ["wrapping the keys anew", traces]


async def test_migrate_brings_an_older_database_up_to_date_and_makes_none(tmp_path: Path) -> None:
    nothing = await command(tmp_path / "none", "migrate")
    assert (nothing.exit_code, nothing.stdout.split(";")[0]) == (0, "nothing is stored yet")
    assert not (tmp_path / "none").exists()
    await (await open_stopped(tmp_path)).close()
    with sqlite3.connect(tmp_path / "momu.db") as database:
        [(newest,)] = database.execute("SELECT max(version) FROM schema_versions")
        database.execute("DROP TABLE muted_milestones")
        database.execute("DELETE FROM schema_versions WHERE version = 35")
    result = await command(tmp_path, "migrate")
    assert (result.exit_code, result.output) == (0, "the database and the keystore are up to date\n")
    with sqlite3.connect(tmp_path / "momu.db") as database:
        assert database.execute("SELECT max(version) FROM schema_versions").fetchall() == [(newest,)]
        assert database.execute("SELECT * FROM muted_milestones").fetchall() == []


async def test_migrate_beside_a_running_bot_leaves_it_to_the_next_start(tmp_path: Path) -> None:
    """As a platform does that starts the new version before it stops the old one."""
    store = await open_stopped(tmp_path)
    result = await command(tmp_path, "migrate")
    await store.close()
    assert (result.exit_code, result.output.split(";")[0]) == (0, "the bot is running")
