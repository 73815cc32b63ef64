"""Does a restored backup bring an erased person back?"""

import shutil
import sqlite3
from pathlib import Path

import pytest

from bot.jobs.replay_tombstones import TombstonesLost
from tests.databases import query, sqlite_only
from tests.form import progress
from tests.people import AIGERIM, ALICE, DANIYAR
from tests.scenarios.stage import Guest, Stage

of_files = sqlite_only(reason="a file is put back; on a server pg_restore does that (test_keys_on_server.py)")
TABLES = ("persons", "consents", "drafts", "leads", "messages")


def count(folder: Path, table: str) -> int:
    [[number]] = query(folder, f"SELECT count(*) FROM {table}")
    return int(number)


async def back_up(stage: Stage, to: Path) -> None:
    """What an operator has who copies everything but the tombstones, the old keystore included."""
    await stage.stop()
    for name in ("momu.db", "keys.db", "master.key"):
        shutil.copy(stage.folder / name, to / name)
    await stage.start()


async def restore(stage: Stage, backup: Path) -> None:
    await stage.stop()
    for name in ("momu.db", "keys.db"):
        shutil.copy(backup / name, stage.folder / name)


@pytest.fixture
async def erased(stage: Stage, tmp_path: Path) -> Guest:
    """Айгерім applied, a backup was made, she withdrew, and the backup was restored; Данияр is in it too."""
    aigerim, daniyar = stage.guest(AIGERIM), stage.guest(DANIYAR)
    await aigerim.apply()
    await daniyar.apply()
    await back_up(stage, tmp_path)
    await aigerim.forget()
    await restore(stage, tmp_path)
    return aigerim


@of_files
async def test_the_erased_person_is_gone_again_and_nobody_else(stage: Stage, erased: Guest) -> None:
    assert [count(stage.folder, table) for table in ("persons", "leads")] == [2, 2]
    await stage.start()
    alice = stage.guest(ALICE)
    await alice.agree()  # the first update after the start
    assert [count(stage.folder, table) for table in ("persons", "leads", "drafts")] == [2, 1, 1]
    await erased.write("/privacy", "Қазір Сіз туралы ештеңе сақталмаған")


@of_files
async def test_the_key_is_gone_from_the_restored_keystore_too(stage: Stage, erased: Guest) -> None:
    await stage.start()
    await stage.guest(ALICE).agree()
    with sqlite3.connect(stage.folder / "keys.db") as connection:
        assert connection.execute("SELECT count(*) FROM keys").fetchone()[0] == 2


async def test_without_the_tombstones_a_database_that_knows_of_erasures_does_not_start(stage: Stage) -> None:
    aigerim = stage.guest(AIGERIM)
    await aigerim.agree()
    await aigerim.forget()
    await stage.stop()
    (stage.folder / "erasures.log").unlink()
    with pytest.raises(TombstonesLost):
        await stage.start_and_wait()


async def test_somebody_who_came_back_by_themselves_stays(stage: Stage) -> None:
    aigerim = stage.guest(AIGERIM)
    await aigerim.agree()
    await aigerim.forget()
    await aigerim.agree()
    await stage.stop()
    await stage.start()
    await aigerim.write(AIGERIM.name, progress("phone"))
