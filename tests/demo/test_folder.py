"""The folder of a killed demo is swept by the next one; that of a living demo never is."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from bot.cli.demo_folder import LOCK, PREFIX, demo_folder
from storage.files import FileLock
from tests.demo.test_process import surroundings
from tests.scenarios.processes import BotProcess, wait_for


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def begin(folder: Path, environment: dict[str, str]) -> BotProcess:
    demo = BotProcess(folder, environment, ["demo", "--port", "0"])
    demo.begin()
    return demo


async def shown(demo: BotProcess) -> None:
    await wait_for(lambda: "\n" in demo.output or not demo.alive)
    assert demo.alive, demo.output


async def test_the_next_demo_sweeps_the_folder_of_a_killed_one_and_no_other(tmp_path: Path) -> None:
    environment, place = surroundings(tmp_path), tmp_path / "tmp"
    killed = begin(tmp_path / "killed", environment)
    await shown(killed)
    [left] = place.iterdir()
    await wait_for(lambda: (left / "momu.db").exists())  # the page opens before the bot has a database
    killed.kill()
    await killed.end()
    living = begin(tmp_path / "living", environment)
    await shown(living)
    [kept] = place.iterdir()
    assert kept != left
    await wait_for(lambda: (kept / "momu.db").exists())
    third = begin(tmp_path / "third", environment)
    await shown(third)
    assert len(list(place.iterdir())) == 2
    assert (kept / "momu.db").exists()
    assert [await demo.stop() for demo in (third, living)] == [0, 0]
    assert list(place.iterdir()) == []


def test_a_folder_without_a_lock_goes_and_one_whose_bot_runs_stays(temporary: Path) -> None:
    for name in ("empty", "running"):
        (temporary / f"{PREFIX}{name}").mkdir()
    (temporary / "momu-other").mkdir()
    bot = FileLock(temporary / f"{PREFIX}running" / "momu.db.lock")
    bot.acquire()
    with demo_folder() as mine:
        names = {path.name for path in temporary.iterdir()}
        assert names == {mine.name, f"{PREFIX}running", "momu-other"}
        assert [path.name for path in mine.iterdir()] == [LOCK]
    bot.release()


def test_a_demo_whose_bot_is_stopped_keeps_its_folder(temporary: Path) -> None:
    with demo_folder() as first, demo_folder() as second:
        assert {first, second} == set(temporary.iterdir())
    assert list(temporary.iterdir()) == []


def test_a_link_that_somebody_put_there_leads_to_no_deletion(temporary: Path) -> None:
    elsewhere = temporary / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "file").touch()
    (temporary / f"{PREFIX}link").symlink_to(elsewhere)
    with demo_folder():
        assert (elsewhere / "file").exists()
