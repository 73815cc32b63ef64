"""Telegram is away when the bot starts: is what was wished for destroyed all the same, before anything else?"""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

import pytest

from simulator.state import faults
from tests.databases import sqlite_only
from tests.people import AIGERIM, DANIYAR
from tests.scenarios.evidence import open_reader
from tests.scenarios.stage import Stage, open_stage_over_http, words

KK = words("kk")
NOBODY_THERE = "http://127.0.0.1:9"


def refuses_connections(stage: Stage) -> None:
    stage.options["telegram_api_url"] = NOBODY_THERE


def is_broken(stage: Stage) -> None:
    stage.world.faults.sometimes("*", faults.server_error("html"), 1.0)


def is_silent(stage: Stage) -> None:
    stage.world.faults.sometimes("*", faults.slow(60.0), 1.0)


AWAY = (refuses_connections, is_broken, is_silent)


@pytest.fixture
async def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    monkeypatch.setattr("storage.sqlite_keystore.LOG_TRIES", 2)
    async with open_stage_over_http(tmp_path / "data") as opened:
        yield opened


@asynccontextmanager
async def begun_while_away(stage: Stage, away: Callable[[Stage], None]) -> AsyncIterator[None]:
    """The bot is started, and Telegram is not there; afterwards it is again."""
    away(stage)
    await stage.start()
    try:
        yield
    except Exception as failure:
        failure.add_note(f"Telegram {away.__name__}")
        raise
    await stage.stop()
    stage.world.faults.clear()
    stage.options.pop("telegram_api_url", None)


@sqlite_only(reason="files are copied and put back")
async def test_who_was_erased_is_erased_again_after_a_restore(stage: Stage, tmp_path: Path) -> None:
    guest, other = stage.guest(AIGERIM), stage.guest(DANIYAR)
    await guest.apply()
    await other.apply()
    await stage.stop()
    for name in ("momu.db", "keys.db"):
        shutil.copy(stage.folder / name, tmp_path / name)
    await stage.start()
    await guest.forget()
    await stage.stop()
    for away in AWAY:
        for name in ("momu.db", "keys.db"):
            shutil.copy(tmp_path / name, stage.folder / name)
        assert len(stage.rows("persons")[0]) == 2
        async with begun_while_away(stage, away):
            await stage.world.until(lambda: len(stage.rows("persons")[0]) == 1)
    await stage.start()
    (said,) = await guest.say("/forget_me")
    assert said.html == KK("forget.nothing")


async def test_a_wish_that_a_reader_delayed_is_carried_out_while_telegram_stays_away(stage: Stage) -> None:
    """The reader is still there at the start: it is tried again at every sweep, however long Telegram is away."""
    for away in AWAY:
        guest = stage.guest(AIGERIM)
        await guest.apply()
        with ExitStack() as reading:
            reading.enter_context(open_reader(stage.folder / "keys.db", "keys"))
            await guest.asks_to_forget()
            await guest.tap(KK("button.forget"), KK("forget.delayed"))
            await stage.stop()
            async with begun_while_away(stage, away):
                assert len(stage.rows("persons")[0]) == 1
                reading.close()
                await stage.world.until(lambda: stage.rows("persons", "leads") == [[], []])
        await stage.start()
        await guest.sees("E-")
