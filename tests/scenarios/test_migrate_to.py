"""Does everything that is stored move to a server, and is the old place shut from the first row on?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, count
from pathlib import Path

import pytest
from typer.testing import Result

from bot.domain.time import start_of_day
from bot.machine import system_entropy
from bot.operator.verify import verify
from storage import persons
from storage.postgres.places import ServerPlaces
from storage.postgres.url import PostgresUrl
from storage.store import open_store
from storage.tombstones import Tombstone
from tests.databases import sqlite_only
from tests.migrated_databases import migrated_places
from tests.people import ALICE, EVERYBODY
from tests.postgres_server import new_schema, query
from tests.scenarios.stage import TOKEN
from tests.scenarios.stopped import ERASED, KEY, command, die_at, environment, erase, open_stopped, settle

pytestmark = sqlite_only(reason="it begins in files")
SOME_ROWS_LATER = 18
GOES_ON_THERE = "DATABASE_URL: everything has moved to"


@pytest.fixture
async def data(tmp_path: Path) -> Path:
    """A stopped bot with three people; a fourth was erased."""
    folder = tmp_path / "data"
    store = await open_stopped(folder)
    await settle(store, enumerate([*EVERYBODY, ALICE], start=700_000_001))
    await erase(store, 700_000_004)
    await store.close()
    return folder


@pytest.fixture
def url() -> Iterator[PostgresUrl]:
    with new_schema() as made:
        yield made


@pytest.fixture
def prepared() -> Iterator[PostgresUrl]:
    """A database without rows that has its tables."""
    with migrated_places() as (made, *_):
        yield made


@pytest.fixture
def keys() -> Iterator[PostgresUrl]:
    with new_schema() as made:
        yield made


async def who_is_there(places: ServerPlaces) -> tuple[int, list[Tombstone]]:
    """How many people can be read, and the tombstones. Checks that the ledger is whole."""
    store = await open_store(places, KEY, system_entropy)
    try:
        await verify(store, lambda row: None)
        people = await persons.all_pseudonyms(store.engine)
        assert all([await store.vault.seal_of(person) for person in people])
        return len(people), await store.tombstones.read()
    finally:
        await store.close()


async def move(folder: Path, url: PostgresUrl, *more: str) -> Result:
    return await command(folder, "migrate-to", url.secret, *more)


async def test_everything_moves_and_the_keys_stay_in_their_file(data: Path, url: PostgresUrl) -> None:
    result = await move(data, url)
    assert result.exit_code == 0, result.output
    assert f"KEYSTORE_URL: sqlite:///{data / 'keys.db'}" in result.output
    assert f"destroy {data / 'momu.db'}:" in result.output
    people, tombstones = await who_is_there(ServerPlaces(url, data / "keys.db", data / "erasures.log"))
    assert (people, len(tombstones)) == (3, 1)
    there = {"DATABASE_URL": url.secret, "KEYSTORE_URL": f"sqlite:///{data / 'keys.db'}"}
    assert (await command(data, "verify", **there)).exit_code == 0


async def test_the_keys_and_the_record_of_erasures_move_too(
    data: Path, url: PostgresUrl, keys: PostgresUrl, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(data.parent)
    result = await move(data, url, "--keystore", keys.secret)
    assert result.exit_code == 0, result.output
    assert f"destroy {data / 'momu.db'} and {data / 'keys.db'}:" in result.output
    people, [tombstone] = await who_is_there(ServerPlaces(url, keys, keys))
    assert (data / "momu.lock").exists()  # in the folder `data` of the working directory, as no files say where
    assert (people, tombstone.erased_at) == (3, start_of_day(ERASED))


async def test_the_old_place_is_shut_until_the_move_is_cancelled(data: Path, prepared: PostgresUrl) -> None:
    assert (await move(data, prepared)).exit_code == 0
    for words in (["run"], ["verify"], ["stats"], ["migrate-to", prepared.secret]):
        result = await command(data, *words, BOT_TOKEN=TOKEN)
        assert (result.exit_code, result.output.count("\n")) == (1, 1)
        assert GOES_ON_THERE in result.output
    result = await command(data, "migrate-to", "--cancel")
    assert result.exit_code == 0
    assert "WARNING: what people did on the new one is not known here" in result.output
    assert (await command(data, "verify")).exit_code == 0
    assert "nothing to cancel" in (await command(data, "migrate-to", "--cancel")).output


async def test_killed_at_any_step_it_goes_on_when_it_is_said_again(
    data: Path, url: PostgresUrl, tmp_path: Path
) -> None:
    words, step, code, refused = ["migrate-to", url.secret], 2, None, 0
    while code is None:
        code = die_at(step, words, environment(data), tmp_path / "report")
        if code is None:
            usual = await command(data, "verify")
            refused += "is unfinished: say python -m bot migrate-to once more" in usual.output
        step += 2
    assert code == 0
    assert refused > 2
    people, tombstones = await who_is_there(ServerPlaces(url, data / "keys.db", data / "erasures.log"))
    assert (people, len(tombstones)) == (3, 1)


def die_with_rows_in(table: str, data: Path, url: PostgresUrl, report: Path) -> None:
    """Moves and is killed, again and again, until rows of that table are there."""
    for step in chain([SOME_ROWS_LATER], count(2)):
        assert die_at(step, ["migrate-to", url.secret], environment(data), report) is None
        if (data / "momu.db.moved").exists() and query(url, f"SELECT 1 FROM {table}"):
            return


async def test_an_unfinished_move_can_be_cancelled_and_goes_to_no_other_place(
    data: Path, prepared: PostgresUrl, keys: PostgresUrl, tmp_path: Path
) -> None:
    die_with_rows_in("drafts", data, prepared, tmp_path / "report")
    mark = (data / "momu.db.moved").read_text()
    (data / "momu.db.moved").write_text(mark.replace("postgres:", "elsewhere:").replace("//", "//other"))
    assert "is unfinished" in (await move(data, prepared)).output
    (data / "momu.db.moved").write_text(mark)
    assert (await command(data, "migrate-to", "--cancel")).exit_code == 0
    assert (await command(data, "verify")).exit_code == 0
    result = await move(data, prepared)
    assert (result.exit_code, "has rows there already; give an empty database" in result.output) == (1, True)
    assert (await move(data, keys)).exit_code == 0


async def test_a_row_that_something_else_has_changed_is_noticed(
    data: Path, prepared: PostgresUrl, tmp_path: Path
) -> None:
    die_with_rows_in("persons", data, prepared, tmp_path / "report")
    query(prepared, "UPDATE persons SET language = 'xx'")
    result = await move(data, prepared)
    assert (result.exit_code, result.output.count("\n")) == (1, 1)
    assert "the table persons is not the same there" in result.output
    assert "unfinished" in (await command(data, "verify")).output


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "URL: give the address of the new database"),
        (["mysql://somewhere/db"], "URL: must be like postgresql://"),
        (["sqlite:///other.db"], "URL: must be like postgresql://"),
        (["postgresql://127.0.0.1:1/none"], "DATABASE_URL: no server answers at"),
        (["postgresql://127.0.0.1:1/none", "--keystore", "keys.db"], "--keystore: must be like postgresql://"),
        (["postgresql://a/b", "--keystore", "postgresql://a/b"], "KEYSTORE_URL: must be a database of its own"),
    ],
)
async def test_a_wrong_address_changes_nothing(data: Path, words: list[str], says: str) -> None:
    result = await command(data, "migrate-to", *words)
    assert (result.exit_code, says in result.output, result.output.count("\n")) == (2, True, 1), result.output
    assert not (data / "momu.db.moved").exists()
    assert (await command(data, "verify")).exit_code == 0


async def test_what_is_on_a_server_already_does_not_move(data: Path, url: PostgresUrl) -> None:
    there = {"DATABASE_URL": url.secret, "KEYSTORE_URL": f"sqlite:///{data / 'keys.db'}"}
    result = await command(data, "migrate-to", url.secret, **there)
    assert (result.exit_code, "is on a server already" in result.output) == (2, True)


async def test_beside_a_running_bot_nothing_moves(data: Path, url: PostgresUrl) -> None:
    store = await open_stopped(data)
    result = await move(data, url)
    assert (result.exit_code, "another process uses this database" in result.output) == (1, True)
    await store.close()
    assert query(url, "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()") == [(0,)]


async def test_without_a_database_there_is_nothing_to_move(tmp_path: Path, url: PostgresUrl) -> None:
    result = await move(tmp_path, url)
    assert (result.exit_code, "there is no database in" in result.output) == (1, True)
