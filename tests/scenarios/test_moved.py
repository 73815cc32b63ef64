"""A file is deleted or moved under the bot: nobody gets a reference for what would be gone at the end."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.domain.time import Moment
from storage import ledger
from tests.databases import ON_POSTGRES, sqlite_only
from tests.form import progress
from tests.people import AIGERIM, BIN, DANIYAR
from tests.scenarios.evidence import is_idle
from tests.scenarios.stage import TOKEN, Stage, open_stage
from tests.scenarios.stopped import command, erase, open_stopped, settle

AWAY = ".away"
NO_FILE = sqlite_only(reason="on a server the database is no file")
FILES = [pytest.param("momu.db", marks=NO_FILE), "keys.db", pytest.param("momu.db-wal", marks=NO_FILE)]
LOCK = "keys.db.lock" if ON_POSTGRES else "momu.db.lock"


def delete(path: Path) -> None:
    path.unlink()


def move(path: Path) -> None:
    path.rename(path.with_name(path.name + AWAY))


def replace(path: Path) -> None:
    """Another file with the very same content, as an editor or a careless restore leaves."""
    shutil.copyfile(path, path.with_name(path.name + AWAY))
    path.with_name(path.name + AWAY).replace(path)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("act", [delete, move, replace], ids=lambda act: act.__name__)
async def test_nothing_is_acknowledged_once_a_file_is_not_in_its_place(
    stage: Stage, name: str, act: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    guest = stage.guest(AIGERIM)
    await guest.fill_in()
    await stage.world.until(lambda: is_idle(stage.folder / "momu.db"))
    app = stage.app
    assert app
    assert app.readiness().is_ready
    act(stage.folder / name)
    assert app.readiness().reasons == (f"{name} was deleted or moved",)
    guest.user.tap(guest.text("button.confirm"))
    await stage.world.until(lambda: guest.text("sorry.storage") in guest.pop_up)
    assert not any("M-" in message.text for message in guest.chat.messages)
    assert stage.world.updates.pending
    assert f"{name} deleted or moved" in caplog.text
    assert "ended in a bug" not in caplog.text


@pytest.mark.parametrize("name", FILES)
async def test_it_goes_on_as_soon_as_the_same_file_is_back(stage: Stage, name: str) -> None:
    guest, path = stage.guest(AIGERIM), stage.folder / name
    await guest.agree()
    away = path.rename(path.with_name("elsewhere"))
    guest.user.write(AIGERIM.name)
    await guest.sees(guest.text("sorry.storage"))
    away.rename(path)
    await guest.sees(progress("phone"))
    assert stage.app
    assert stage.app.readiness().is_ready


@NO_FILE
async def test_the_whole_folder_may_go_and_come_back(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.agree()
    away = stage.folder.rename(stage.folder.with_name("elsewhere"))
    guest.user.write(AIGERIM.name)
    await guest.sees(guest.text("sorry.storage"))
    assert stage.app
    assert {"momu.db was deleted or moved", "keys.db was deleted or moved"} < set(stage.app.readiness().reasons)
    away.rename(stage.folder)
    await guest.sees(progress("phone"))


@pytest.mark.parametrize("name", [LOCK, "erasures.log"])
async def test_of_the_other_files_the_operator_is_told(stage: Stage, name: str) -> None:
    """Without the lock a second process could begin, without the tombstones the next start is refused."""
    guest = stage.guest(DANIYAR)
    await guest.agree()
    await guest.forget()
    assert stage.app
    assert stage.app.readiness().is_ready
    (stage.folder / name).unlink()
    assert stage.app.readiness().reasons == (f"{name} was deleted or moved",)


async def test_compacting_a_file_is_not_moving_it(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.agree()
    evening = stage.clock()
    await stage.pass_time(2 * 86_400)  # a night has passed, and both files were scrubbed
    scrubbed = "SELECT count(*) FROM sweeps WHERE name LIKE 'nightly scrub%' AND succeeded_at > ?"
    assert stage.query(scrubbed, evening) == [(2,)]
    assert stage.app
    assert stage.app.readiness().is_ready
    await guest.write(AIGERIM.name, progress("phone"))


# The start


def names(folder: Path) -> list[str]:
    """Of what stands there while no process is at work."""
    passing = ("-wal", "-shm", ".lock")
    return sorted(path.name for path in folder.iterdir() if not path.name.endswith(passing))


async def a_life(folder: Path) -> None:
    store = await open_stopped(folder)
    await settle(store, [(700_000_001, AIGERIM), (700_000_002, DANIYAR)])
    await erase(store, 700_000_002)
    await store.heads.publish(await ledger.head(store.engine), Moment(1))
    await store.close()


@NO_FILE
@pytest.mark.parametrize("how", [delete, move, lambda path: path.write_bytes(b"")], ids=["deleted", "moved", "emptied"])
@pytest.mark.parametrize("left", ["keys.db", "ledger.heads", "erasures.log"])
async def test_a_start_without_the_database_is_refused_in_one_line(
    tmp_path: Path, left: str, how: Callable[[Path], object]
) -> None:
    """Whatever only a database can have left says that there was one: each alone is enough."""
    await a_life(tmp_path)
    how(tmp_path / "momu.db")
    for other in {"keys.db", "ledger.heads", "erasures.log"} - {left}:
        (tmp_path / other).unlink()
    if left != "keys.db" and (tmp_path / "momu.db").exists():
        (tmp_path / "momu.db").unlink()  # or it is the keystore that is missing
    before = names(tmp_path)
    result = await command(tmp_path, "run", BOT_TOKEN=TOKEN, OPERATOR_BIN=BIN)
    assert result.exit_code == 1
    (line,) = result.output.strip().splitlines()
    assert "DATABASE_URL" in line
    assert left in line
    assert "restore a backup" in line
    assert names(tmp_path) == before
    doctor = await command(tmp_path, "doctor")
    assert doctor.exit_code == 1
    assert left in doctor.output
    assert (await command(tmp_path, "run", BOT_TOKEN=TOKEN, OPERATOR_BIN=BIN)).exit_code == 1  # still


async def test_a_keystore_that_was_emptied_is_missing_too(tmp_path: Path) -> None:
    await a_life(tmp_path)
    (tmp_path / "keys.db").write_bytes(b"")
    result = await command(tmp_path, "run", BOT_TOKEN=TOKEN, OPERATOR_BIN=BIN)
    assert result.exit_code == 1
    assert "KEYSTORE_URL" in result.output


@NO_FILE
async def test_what_was_moved_away_altogether_is_a_first_start(tmp_path: Path) -> None:
    """Also one that was interrupted: a keystore with nothing but a pepper is nobody's."""
    store = await open_stopped(tmp_path)
    await store.close()
    (tmp_path / "momu.db").unlink()
    store = await open_stopped(tmp_path)
    await settle(store, [(700_000_001, AIGERIM)])
    await store.close()
    for name in names(tmp_path):
        move(tmp_path / name)
    await (await open_stopped(tmp_path)).close()


@NO_FILE
async def test_a_lost_database_comes_back_by_restoring(tmp_path: Path) -> None:
    data = tmp_path / "data"
    await a_life(data)
    assert (await command(data, "backup", tmp_path / "backups")).exit_code == 0
    (folder,) = (tmp_path / "backups").iterdir()
    (data / "momu.db").unlink()
    assert (await command(data, "backup", tmp_path / "more")).exit_code == 1
    result = await command(data, "restore", folder, "--replace")
    assert result.exit_code == 0, result.output
    await (await open_stopped(data)).close()


async def test_an_application_after_the_start_is_still_there_after_the_next(tmp_path: Path) -> None:
    async with open_stage(tmp_path / "data") as stage:
        reference = await stage.guest(AIGERIM).apply()
        await stage.restart()
        assert stage.query("SELECT reference FROM leads") == [(reference,)]
