"""Does a new master key replace the old one for good, even if the machine stops in between?"""

import base64
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from storage.vault import Wrap, WrongMasterKey
from tests.bytescan import scan_folder
from tests.databases import ON_POSTGRES, sqlite_only
from tests.form import progress
from tests.people import AIGERIM, ALICE, DANIYAR, EVERYBODY
from tests.scenarios.stage import Stage
from tests.scenarios.stopped import (
    KEY,
    command,
    copy_before_each_step,
    die_at,
    environment,
    open_stopped,
    settle,
    who_is_readable,
)

HOME = (
    {"keys.db", "keys.db.lock", "master.key"} if ON_POSTGRES else {"momu.db", "momu.db.lock", "keys.db", "master.key"}
)
NEW = bytes(range(100, 132))
NEW_TEXT = base64.b64encode(NEW).decode()
PEOPLE = [*EVERYBODY, *EVERYBODY[:2]]
"""More than two transactions of keys, where one holds two."""
NAMES = {who.name for who in EVERYBODY}


@pytest.fixture
async def data(tmp_path: Path) -> Path:
    """A stopped bot with five people, whose key lies beside the database."""
    folder = tmp_path / "data"
    store = await open_stopped(folder)
    await settle(store, enumerate(PEOPLE, start=700_000_001))
    await store.close()
    (folder / "master.key").write_text(base64.b64encode(KEY).decode())
    return folder


def key_in(folder: Path) -> bytes:
    return base64.b64decode((folder / "master.key").read_text())


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def opened_by(folder: Path, key: bytes) -> int:
    """How many wrapped secrets of the keystore this key opens."""
    with closing(sqlite3.connect(folder / "keys.db")) as connection:
        rows = connection.execute("SELECT subject, wrapped FROM keys").fetchall()
        rows += [(name.encode(), wrapped) for name, wrapped in connection.execute("SELECT name, wrapped FROM secrets")]
    return sum(opens(Wrap(key, os.urandom), *row) for row in rows)


def opens(wrap: Wrap, name: bytes, wrapped: bytes) -> bool:
    try:
        wrap.open(name, wrapped)
    except WrongMasterKey:
        return False
    return True


def wrapped_secrets(folder: Path) -> list[bytes]:
    with closing(sqlite3.connect(folder / "keys.db")) as connection:
        both = connection.execute("SELECT wrapped FROM keys UNION ALL SELECT wrapped FROM secrets").fetchall()
    return [wrapped for (wrapped,) in both]


async def test_the_old_key_opens_nothing_and_the_new_one_everything(data: Path) -> None:
    before = wrapped_secrets(data)
    assert opened_by(data, KEY) == 6
    result = await command(data, "rotate-key", MASTER_KEY="")
    assert result.exit_code == 0, result.output
    assert "5 keys are wrapped anew" in result.output
    assert key_in(data) != KEY
    assert (data / "master.key").stat().st_mode & 0o777 == 0o600
    assert (opened_by(data, KEY), opened_by(data, key_in(data))) == (0, 6)
    assert await who_is_readable(data, key_in(data)) == NAMES
    assert scan_folder(data, before) == []
    assert names_in(data) == HOME
    assert base64.b64encode(key_in(data)).decode() not in result.output


async def test_the_bot_goes_on_with_the_same_people(stage: Stage) -> None:
    aigerim, daniyar = stage.guest(AIGERIM), stage.guest(DANIYAR)
    await aigerim.agree()
    await stage.stop()
    result = await command(stage.folder, "rotate-key", MASTER_KEY="")
    assert result.exit_code == 0, result.output
    await stage.start()
    await aigerim.write(AIGERIM.name, progress("phone"))
    await daniyar.agree()


async def test_an_operator_who_gives_the_key_is_told_what_to_set_and_it_is_written_nowhere(data: Path) -> None:
    (data / "master.key").unlink()
    result = await command(data, "rotate-key", NEW_MASTER_KEY=NEW_TEXT)
    assert result.exit_code == 0, result.output
    assert "set MASTER_KEY to what NEW_MASTER_KEY holds" in result.output
    assert NEW_TEXT not in result.output
    assert not (data / "master.key").exists()
    assert scan_folder(data, [NEW, KEY]) == []
    assert await who_is_readable(data, NEW) == NAMES
    assert (await command(data, "verify")).exit_code == 1


async def test_a_key_made_for_an_operator_who_sets_it_lies_in_a_file(data: Path, tmp_path: Path) -> None:
    (data / "master.key").unlink()
    result = await command(data, "rotate-key")
    assert result.exit_code == 0, result.output
    assert "remove MASTER_KEY, or set it" in result.output
    assert await who_is_readable(data, key_in(data)) == NAMES
    assert (await command(data, "verify", MASTER_KEY="")).exit_code == 0


@sqlite_only(reason="on a server the old key is in the environment, and no file of it is replaced")
async def test_a_given_key_may_be_a_file_and_replaces_the_one_beside_the_database(data: Path, tmp_path: Path) -> None:
    (tmp_path / "new").write_text(NEW_TEXT + "\n")
    result = await command(data, "rotate-key", MASTER_KEY="", NEW_MASTER_KEY_FILE=str(tmp_path / "new"))
    assert result.exit_code == 0, result.output
    assert key_in(data) == NEW


@pytest.mark.parametrize(
    ("extra", "code", "says"),
    [
        ({"NEW_MASTER_KEY": "short"}, 2, "NEW_MASTER_KEY: must be 32 bytes"),
        ({"NEW_MASTER_KEY_FILE": "/nowhere"}, 2, "NEW_MASTER_KEY_FILE: cannot be read"),
        ({"NEW_MASTER_KEY": base64.b64encode(KEY).decode()}, 1, "in use already"),
        ({"MASTER_KEY": NEW_TEXT, "NEW_MASTER_KEY": base64.b64encode(bytes(32)).decode()}, 1, "does not open"),
        ({"MASTER_KEY": NEW_TEXT}, 1, "move it away first"),
    ],
)
async def test_a_wrong_key_changes_nothing(data: Path, extra: dict[str, str], code: int, says: str) -> None:
    result = await command(data, "rotate-key", **extra)
    assert (result.exit_code, result.output.count("\n")) == (code, 1)
    assert says in result.output
    assert opened_by(data, KEY) == 6
    assert await who_is_readable(data) == NAMES


@sqlite_only(reason="the folder is copied with all rows")
@pytest.mark.parametrize("way", ["file", "given", "made"])
async def test_killed_at_any_step_it_is_finished_by_running_it_again(data: Path, tmp_path: Path, way: str) -> None:
    settings = {
        "file": {"MASTER_KEY": ""},
        "given": {"NEW_MASTER_KEY": NEW_TEXT},
        "made": {},
    }[way]
    if way != "file":
        (data / "master.key").unlink()
    left = copy_before_each_step(data, ["rotate-key"], {**environment(data), **settings}, tmp_path / "report")
    refused = 0
    for place in left:
        usual = await command(place, "verify", **settings)
        refused += "finish it first: python -m bot rotate-key" in usual.output
        again = await command(place, "rotate-key", **settings)
        assert again.exit_code == 0 or "in use already" in again.output, (place, again.output)
    for place in [*left, data]:
        key = NEW if way == "given" else key_in(place)
        assert (opened_by(place, KEY), opened_by(place, key)) == (0, 6), place
        assert await who_is_readable(place, key) == NAMES
        assert not (place / "master.key.new").exists()
    assert refused > 3


async def test_an_unfinished_change_goes_on_only_with_the_key_it_began_with(data: Path, tmp_path: Path) -> None:
    settings = {**environment(data), "NEW_MASTER_KEY": NEW_TEXT}
    assert die_at(4, ["rotate-key"], settings, tmp_path / "report") is None
    assert 0 < opened_by(data, KEY) < 7
    for other in ({}, {"NEW_MASTER_KEY": base64.b64encode(bytes(32)).decode()}):
        result = await command(data, "rotate-key", **other)
        assert result.exit_code == 1
        assert "give the key it began with" in result.output
    assert (await command(data, "rotate-key", NEW_MASTER_KEY=NEW_TEXT)).exit_code == 0
    assert await who_is_readable(data, NEW) == NAMES


@sqlite_only(reason="backups are of files")
async def test_a_backup_from_before_comes_back_with_the_key_of_then(data: Path, tmp_path: Path) -> None:
    assert (await command(data, "backup", tmp_path / "backups", MASTER_KEY="")).exit_code == 0
    [made] = (tmp_path / "backups").iterdir()
    assert (await command(data, "rotate-key", MASTER_KEY="")).exit_code == 0
    assert (await command(data, "restore", made, "--replace", MASTER_KEY="")).exit_code == 1
    assert (await command(data, "restore", made, "--replace")).exit_code == 0
    result = await command(data, "rotate-key", NEW_MASTER_KEY_FILE=str(data / "master.key"))
    assert result.exit_code == 0, result.output
    assert (await command(data, "verify", MASTER_KEY="")).exit_code == 0
    assert await who_is_readable(data, key_in(data)) == NAMES
    assert ALICE.name in NAMES
