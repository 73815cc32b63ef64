"""Does a backup come back whole, and nobody with it who was erased since?"""

import asyncio
import base64
import resource
import shutil
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.channels.telegram.addresses import address_of
from bot.operator.backup import FILES
from bot.operator.backup_keys import FOLDER_NAME
from storage import backup_folders, persons
from storage.beside import SERVING
from storage.files import FileLock
from tests.bytescan import scan_folder
from tests.databases import sqlite_only
from tests.people import AIGERIM, ALICE, DANIYAR, EVERYBODY
from tests.scenarios.stage import Stage
from tests.scenarios.stopped import (
    KEY,
    command,
    copy_before_each_step,
    die_at,
    environment,
    erase,
    open_stopped,
    settle,
    who_is_readable,
)

pytestmark = sqlite_only(reason="a file is copied; of a server pg_dump makes the copy (test_keys_on_server.py)")

IDS = (700_000_001, 700_000_002, 700_000_003)
EVERYONE = {who.name for who in EVERYBODY}
OTHERS = EVERYONE - {AIGERIM.name}
CHANGES_NOTHING = ("momu.db.lock",)
WITHOUT_NEWEST = "--without-newest-tombstones"


async def back_up(folder: Path, to: Path) -> Path:
    result = await command(folder, "backup", to)
    assert result.exit_code == 0, result.output
    return only_one(to)


def only_one(folder: Path) -> Path:
    [made] = folder.iterdir()
    return made


def modes(folder: Path) -> set[tuple[bool, int]]:
    """Of the folder and everything in it: whether it is a folder, and who may do what."""
    return {(path.is_dir(), path.stat().st_mode & 0o777) for path in [folder, *folder.rglob("*")]}


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in CHANGES_NOTHING
    }


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What each test copies: the files of a stopped bot with three people, its backup, and its files after that."""
    folder = tmp_path_factory.mktemp("first")
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(make_first(folder))).result()
    return folder


async def make_first(folder: Path) -> None:
    store = await open_stopped(folder / "data")
    await settle(store, zip(IDS, EVERYBODY, strict=True))
    await store.close()
    shutil.copytree(folder / "data", folder / "before")
    await back_up(folder / "data", folder / "backups")


@pytest.fixture
def data(first: Path, tmp_path: Path) -> Path:
    """A stopped bot with three people."""
    return shutil.copytree(first / "before", tmp_path / "data")


@pytest.fixture
def backup(data: Path, first: Path, tmp_path: Path) -> Path:
    shutil.copytree(first / "data", data, dirs_exist_ok=True)
    (data / backup_folders.NAME).unlink()
    backup_folders.note(tmp_path / "backups", data)
    return only_one(shutil.copytree(first / "backups", tmp_path / "backups"))


@pytest.fixture
async def after_erasure(data: Path, backup: Path) -> Path:
    """The data folder, in which Айгерім was erased after the backup."""
    store = await open_stopped(data)
    await erase(store, IDS[0])
    await store.close()
    return data


async def test_a_backup_holds_all_but_the_master_key_for_its_owner_alone(backup: Path) -> None:
    assert {*FILES, "README.txt", "SHA256SUMS"} == set(contents(backup))
    assert modes(backup) == {(False, 0o600), (True, 0o700)}
    assert scan_folder(backup, [KEY, base64.b64encode(KEY).decode()]) == []
    assert "DESTROY THE FOLDER keys BY" in (backup / "README.txt").read_text()


async def test_nobody_can_be_read_from_a_backup(stage: Stage, tmp_path: Path) -> None:
    guests = [stage.guest(who) for who in EVERYBODY]
    for guest in guests:
        await guest.apply()
    await stage.stop()
    made = await back_up_of_stage(stage, tmp_path / "backups")
    needles: list[str | int | bytes] = [
        *(secret for who in EVERYBODY for secret in who.secrets),
        *(guest.user.id for guest in guests),
    ]
    assert scan_folder(made, needles) == []
    (made / "slip").write_text(f"{AIGERIM.phone}")  # the negative twin
    assert scan_folder(made, needles)


async def back_up_of_stage(stage: Stage, to: Path) -> Path:
    result = await command(stage.folder, "backup", to, MASTER_KEY="")
    assert result.exit_code == 0, result.output
    return only_one(to)


async def test_the_erased_person_is_gone_again_before_the_first_update(stage: Stage, tmp_path: Path) -> None:
    aigerim, daniyar = stage.guest(AIGERIM), stage.guest(DANIYAR)
    await aigerim.apply()
    await daniyar.apply()
    await stage.stop()
    made = await back_up_of_stage(stage, tmp_path / "backups")
    await stage.start()
    await aigerim.forget()
    await stage.stop()
    result = await command(stage.folder, "restore", made, "--replace", MASTER_KEY="")
    assert result.exit_code == 0, result.output
    assert result.output.count("erased again: ") == 1
    with sqlite3.connect(stage.folder / "momu.db") as connection:
        [(person,)] = connection.execute("SELECT person FROM persons").fetchall()
    assert person.hex()[:8] not in result.output
    assert scan_folder(stage.folder, [*AIGERIM.secrets, aigerim.user.id]) == []
    await stage.start()
    await aigerim.write("/privacy", "Қазір Сіз туралы ештеңе сақталмаған")
    await daniyar.write("/privacy", "1")
    await stage.stop()
    assert (await command(stage.folder, "verify", MASTER_KEY="")).exit_code == 0


async def test_a_backup_restores_into_an_empty_place(backup: Path, tmp_path: Path) -> None:
    result = await command(tmp_path / "new", "restore", backup, WITHOUT_NEWEST)
    assert result.exit_code == 0, result.output
    assert "WARNING: only the backup's own file of erasures" in result.output
    assert await who_is_readable(tmp_path / "new") == EVERYONE


async def test_after_a_restore_the_file_of_erasures_is_missed_as_at_any_other_time(
    after_erasure: Path, backup: Path, tmp_path: Path
) -> None:
    assert (await command(after_erasure, "restore", backup, "--replace")).exit_code == 0
    assert (await command(after_erasure, "backup", tmp_path / "more")).exit_code == 0  # the negative twin
    (after_erasure / "erasures.log").unlink()
    result = await command(after_erasure, "backup", tmp_path / "more")
    assert (result.exit_code, "ERASURE_LOG: the record of erasures is missing" in result.output) == (1, True)
    assert "PROBLEM  ERASURE_LOG: the record of erasures is missing" in (await command(after_erasure, "doctor")).output


async def test_an_empty_place_is_filled_only_on_demand(backup: Path, tmp_path: Path) -> None:
    result = await command(tmp_path / "new", "restore", backup)
    assert (result.exit_code, result.output.count("\n")) == (1, 1)
    assert "say --without-newest-tombstones" in result.output
    assert contents(tmp_path / "new") == {}


async def test_with_the_newest_file_of_erasures_an_empty_place_is_filled_without_doubt(
    after_erasure: Path, backup: Path, tmp_path: Path
) -> None:
    """The disk is lost, and the file of erasures was copied elsewhere."""
    (tmp_path / "new").mkdir()
    shutil.copy(after_erasure / "erasures.log", tmp_path / "new")
    result = await command(tmp_path / "new", "restore", backup)
    assert (result.exit_code, "WARNING" in result.output) == (0, False)
    assert await who_is_readable(tmp_path / "new") == OTHERS
    assert "nothing to confirm" in (await command(tmp_path / "new", "confirm-restored")).output


def made_at(backup: Path) -> datetime:
    return datetime.strptime(backup.name, FOLDER_NAME).replace(tzinfo=UTC)


def age(backup: Path, days: float) -> Path:
    """The same backup, made so long ago."""
    made = made_at(backup) - timedelta(days=days)
    return backup.rename(backup.with_name(made.strftime(FOLDER_NAME)))


def later(backup: Path, days: float) -> Path:
    """A copy, as of so much later."""
    made = made_at(backup) + timedelta(days=days)
    return shutil.copytree(backup, backup.with_name(made.strftime(FOLDER_NAME)))


def shelf(backup: Path) -> dict[str, bool]:
    """The backups beside this one, and whether the keys are still in each."""
    return {one.name: (one / "keys").exists() for one in backup.parent.iterdir()}


async def test_copies_of_keys_live_a_week_and_the_rest_stays(data: Path, backup: Path) -> None:
    old = age(backup, 7.01)
    young = later(old, 0.11)
    before = shelf(old)
    result = await command(data, "backup", old.parent)
    assert (result.exit_code, str(old / "keys") in result.output) == (0, True)
    after = shelf(old)
    assert {name for name in before if not after[name]} == {old.name}
    assert after[young.name]
    assert {*FILES, "README.txt", "SHA256SUMS"} - {"keys/keys.db"} == set(contents(old))
    assert (await command(data, "restore", old, "--replace")).exit_code == 0
    assert await who_is_readable(data) == EVERYONE


async def test_folders_that_no_backup_made_are_left_alone(data: Path, backup: Path) -> None:
    foreign = age(backup, 30).rename(backup.with_name("momu-of-somebody"))
    assert (await command(data, "backup", foreign.parent)).exit_code == 0
    assert shelf(foreign)[foreign.name]


async def test_doctor_finds_copies_of_keys_that_are_too_old(data: Path, backup: Path) -> None:
    settings = {"BOT_TOKEN": "", "PRIVACY_POLICY_URL": "http://127.0.0.1:9/policy"}
    young = await command(data, "doctor", **settings)
    assert (young.exit_code, "backups" in young.output) == (0, False), young.output
    old = age(backup, 8)
    found = await command(data, "doctor", **settings)
    assert found.exit_code == 1
    assert f"PROBLEM  backups: copies of keys are older than 7 days: destroy {old / 'keys'}" in found.output
    shutil.rmtree(old.parent)  # on a disk that is not there now
    assert (await command(data, "doctor", **settings)).exit_code == 0


async def test_a_database_in_place_is_replaced_only_on_demand(after_erasure: Path, backup: Path) -> None:
    before = contents(after_erasure)
    result = await command(after_erasure, "restore", backup)
    assert result.exit_code == 1
    assert "--replace" in result.output
    assert contents(after_erasure) == before
    assert (await command(after_erasure, "restore", backup, "--replace")).exit_code == 0
    assert await who_is_readable(after_erasure) == OTHERS
    assert set(contents(after_erasure)) == {"momu.db", "keys.db", "erasures.log", "ledger.heads", "backup.folders"}


async def test_the_log_of_the_old_database_does_not_reach_the_new_one(data: Path, backup: Path, tmp_path: Path) -> None:
    store = await open_stopped(data)
    await settle(store, [(800_000_000, ALICE)])
    killed = tmp_path / "killed"  # as after kill -9: everything committed is still in the logs
    shutil.copytree(data, killed)
    await store.close()
    assert (killed / "momu.db-wal").stat().st_size
    assert (await command(killed, "restore", backup, "--replace")).exit_code == 0
    with closing(sqlite3.connect(killed / "momu.db")) as connection:
        assert connection.execute("SELECT count(*) FROM persons").fetchone() == (3,)
    assert await who_is_readable(killed) == EVERYONE


async def test_a_wish_that_waited_in_the_backup_is_not_carried_out_twice(data: Path, tmp_path: Path) -> None:
    store = await open_stopped(data)
    person = store.vault.pseudonym(address_of(IDS[0]))
    await store.close()
    made = await back_up(data, tmp_path / "backups")
    with sqlite3.connect(made / "momu.db") as connection:
        values = (b"i" * 16, person, b"sealed")
        connection.execute(
            "INSERT INTO erasures (id, reference, reason, stage, person, details, requested_at) "
            "VALUES (?, 'E-AAAAAA', 'wish', 'intent', ?, ?, 1)",
            values,
        )
    (made / "SHA256SUMS").write_text("")
    store = await open_stopped(data)
    await erase(store, IDS[0])
    await store.close()
    assert (await command(data, "restore", made, "--replace")).exit_code == 0
    with sqlite3.connect(data / "momu.db") as connection:
        assert connection.execute("SELECT stage, person, details FROM erasures").fetchall() == [("done", None, None)]


async def test_without_tombstones_nothing_is_restored(after_erasure: Path, backup: Path) -> None:
    (after_erasure / "erasures.log").unlink()
    result = await command(after_erasure, "restore", backup, "--replace")
    assert result.exit_code == 1
    assert "file of erasures, is missing" in result.output
    assert await who_is_readable(after_erasure) == OTHERS


async def test_with_neither_file_of_erasures_nothing_is_restored_anywhere(backup: Path, tmp_path: Path) -> None:
    (backup / "erasures.log").unlink()
    result = await command(tmp_path / "new", "restore", backup)
    assert result.exit_code == 1
    assert "file of erasures, is missing" in result.output


async def test_erasures_that_only_the_backup_knows_of_are_taken_over(after_erasure: Path, tmp_path: Path) -> None:
    made = await back_up(after_erasure, tmp_path / "later")
    (after_erasure / "erasures.log").write_text("5 " + "ab" * 32 + " .\n")
    assert (await command(after_erasure, "restore", made, "--replace")).exit_code == 0
    assert len((after_erasure / "erasures.log").read_text().splitlines()) == 2


async def test_the_keystore_in_use_serves_when_the_copy_has_been_destroyed(after_erasure: Path, backup: Path) -> None:
    shutil.rmtree(backup / "keys")
    assert (await command(after_erasure, "restore", backup, "--replace")).exit_code == 0
    assert await who_is_readable(after_erasure) == OTHERS


async def test_a_keystore_without_somebodys_key_is_refused(data: Path, tmp_path: Path) -> None:
    older = await back_up(data, tmp_path / "older")
    store = await open_stopped(data)
    await settle(store, [(800_000_000, ALICE)])
    await store.close()
    newer = await back_up(data, tmp_path / "newer")
    result = await command(data, "restore", newer, "--replace", "--keys", older / "keys")
    assert result.exit_code == 1
    assert "lacks the keys of 1 in the database" in result.output
    assert (await command(data, "restore", older, "--replace", "--keys", newer / "keys" / "keys.db")).exit_code == 0
    assert await who_is_readable(data) == EVERYONE


async def test_a_key_that_does_not_fit_is_told_with_the_way_to_another_keystore(
    backup: Path, data: Path, tmp_path: Path
) -> None:
    another = base64.b64encode(b"k" * 32).decode()
    result = await command(tmp_path / "new", "restore", backup, WITHOUT_NEWEST, MASTER_KEY=another)
    assert (result.exit_code, result.output.count("\n")) == (1, 1)
    assert result.output.startswith("MASTER_KEY: the key here does not open the keystore of the backup")
    assert "--keys" in result.output
    assert contents(tmp_path / "new") == {}
    result = await command(tmp_path / "new", "rotate-key", MASTER_KEY=another)
    assert result.output == f"DATABASE_URL: there is no database in {tmp_path / 'new' / 'momu.db'}\n"


@pytest.mark.parametrize("name", ["momu.db", "keys/keys.db", "erasures.log"])
async def test_a_damaged_backup_changes_nothing(after_erasure: Path, backup: Path, name: str) -> None:
    file = backup / name
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    before = contents(after_erasure)
    result = await command(after_erasure, "restore", backup, "--replace")
    assert result.exit_code == 1
    assert "is not what was backed up" in result.output
    (backup / "SHA256SUMS").write_text("")  # also where the sums are damaged too
    (backup / "momu.db").write_bytes(b"x" * 40_000)
    result = await command(after_erasure, "restore", backup, "--replace")
    assert result.exit_code == 1
    assert "momu.db in the backup is damaged" in result.output
    assert contents(after_erasure) == before


async def test_a_changed_ledger_is_not_restored(after_erasure: Path, tmp_path: Path) -> None:
    made = await back_up(after_erasure, tmp_path / "later")
    with sqlite3.connect(made / "momu.db") as connection:
        connection.execute("DROP TRIGGER ledger_forbids_update")
        connection.execute("UPDATE ledger SET at = 5 WHERE seq = 2")
    (made / "SHA256SUMS").write_text("")
    before = contents(after_erasure)
    result = await command(after_erasure, "restore", made, "--replace")
    assert result.exit_code == 1
    assert "the ledger is broken at row 2" in result.output
    assert contents(after_erasure) == before


async def test_another_master_key_restores_nothing(backup: Path, tmp_path: Path) -> None:
    wrong = base64.b64encode(bytes(32)).decode()
    result = await command(tmp_path / "new", "restore", backup, WITHOUT_NEWEST, MASTER_KEY=wrong)
    assert result.exit_code == 1
    assert "MASTER_KEY" in result.output
    assert contents(tmp_path / "new") == {}
    assert "MASTER_KEY" in (await command(tmp_path / "new", "restore", backup, MASTER_KEY="")).output
    assert contents(tmp_path / "new") == {}


async def test_a_backup_beside_a_running_bot_restores_and_disturbs_nobody(stage: Stage, tmp_path: Path) -> None:
    aigerim, daniyar = stage.guest(AIGERIM), stage.guest(DANIYAR)
    await aigerim.apply()
    before = contents(stage.folder)
    made = await back_up_of_stage(stage, tmp_path / "backups")
    files = ("momu.db", "keys.db")
    assert {name: contents(stage.folder)[name] for name in files} == {name: before[name] for name in files}
    await daniyar.apply()
    await daniyar.forget()  # the reader of the keystore is gone
    await back_up_of_stage(stage, tmp_path / "later")
    await stage.stop()
    assert (await command(stage.folder, "restore", made, "--replace", MASTER_KEY="")).exit_code == 0
    await stage.start()
    await aigerim.write("/privacy", "1")
    await stage.stop()
    shutil.copy(stage.folder / "erasures.log", tmp_path / "erasures.log")
    assert (await command(stage.folder, "doctor", MASTER_KEY="")).output.count("ERASURE_LOG: erasures: 1;") == 1


async def test_a_backup_amid_an_erasure_is_refused(data: Path, tmp_path: Path) -> None:
    store = await open_stopped(data)
    person = store.vault.pseudonym(address_of(IDS[0]))
    await store.commit([persons.begin_erasing(person)])
    await store.vault.destroy(person)  # and no tombstone yet
    await store.close()
    result = await command(data, "backup", tmp_path / "backups")
    assert (result.exit_code, "erasures are going on" in result.output) == (1, True)
    assert list((tmp_path / "backups").iterdir()) == []


async def test_a_key_that_is_lost_for_good_does_not_keep_from_backups(data: Path, tmp_path: Path) -> None:
    store = await open_stopped(data)
    await store.vault.destroy(store.vault.pseudonym(address_of(IDS[0])))
    await store.close()
    assert await back_up(data, tmp_path / "backups")


async def test_what_changes_files_waits_for_the_end_of_the_bot(data: Path, backup: Path) -> None:
    lock = FileLock(data / "momu.db.lock")
    lock.acquire()
    lock.mark(SERVING)
    commands = (("restore", backup, "--replace"), ("rotate-key",), ("purge",), ("verify",))
    results = {words: await command(data, *words) for words in commands}
    lock.release()
    for words, result in results.items():
        assert (result.exit_code, "another process uses this database" in result.output) == (1, True), words


async def test_a_command_that_changes_files_is_left_alone(data: Path, backup: Path) -> None:
    lock = FileLock(data / "momu.db.lock")
    lock.acquire()
    commands = (("backup", backup.parent), ("doctor",), ("restore", backup, "--replace"), ("rotate-key",))
    results = {words: await command(data, *words) for words in commands}
    lock.release()
    refused = "another process uses this database; stop it first, two would lose applications\n"
    for words, result in results.items():
        assert (result.exit_code, refused in result.output) == (1, True), words


async def test_what_is_no_backup_is_said_so(data: Path, backup: Path) -> None:
    result = await command(data, "restore", backup.parent, "--replace")
    assert (result.exit_code, result.output.count("\n")) == (1, 1)
    assert "name the dated folder itself" in result.output


@contextmanager
def disk_full() -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    # More than the shared index of readers needs, less than the database.
    resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


async def test_a_backup_that_fails_leaves_nothing(data: Path, tmp_path: Path) -> None:
    await command(data, "verify")  # nothing is left to write into the data folder
    with disk_full():
        result = await command(data, "backup", tmp_path / "backups")
    assert (result.exit_code, result.output.count("\n")) == (1, 1), result.output
    assert list((tmp_path / "backups").iterdir()) == []
    (tmp_path / "file").touch()
    result = await command(data, "backup", tmp_path / "file")
    assert (result.exit_code, result.output.count("\n")) == (1, 1), result.output


async def test_a_backup_killed_at_any_step_leaves_a_whole_one_or_none(data: Path, tmp_path: Path) -> None:
    step, code = 0, None
    while code is None:
        to = tmp_path / f"to-{step}"
        code = die_at(step, ["backup", str(to)], environment(data), tmp_path / "report")
        made = list(to.glob("momu-*"))
        assert code is None or made
        for folder in made:
            assert (await command(tmp_path / f"new-{step}", "restore", folder, WITHOUT_NEWEST)).exit_code == 0
        step += 1
    assert step > 3
    assert (await command(data, "backup", tmp_path / "to-2")).exit_code == 0
    assert len(list((tmp_path / "to-2").iterdir())) == 1


async def test_a_restore_killed_at_any_step_leaves_the_old_state_or_the_new(
    after_erasure: Path, backup: Path, tmp_path: Path
) -> None:
    store = await open_stopped(after_erasure)
    await settle(store, [(800_000_000, AIGERIM)])  # she is in the old state and not in the new one
    await store.close()
    words = ["restore", str(backup), "--replace"]
    left = copy_before_each_step(after_erasure, words, environment(after_erasure), tmp_path / "report")
    seen = []
    for place in [*left, after_erasure]:
        seen.append(frozenset(await who_is_readable(place)))
        assert set(contents(place)) <= {"momu.db", "keys.db", "erasures.log", "ledger.heads", "backup.folders"}, place
    assert set(seen) == set(seen[:-1]) == {frozenset(OTHERS), frozenset(EVERYONE)}
