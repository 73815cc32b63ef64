"""Do the addresses that version 0.1.0 sealed become today's, whenever the machine stops?"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.machine import system_entropy
from storage import persons, seal_anew
from storage.lost_keys import open_person
from storage.sqlite import SqliteEngine
from storage.statements import Statements, StorageUnavailable
from storage.store import Store, open_store
from storage.vault import WrongMasterKey
from tests import databases
from tests.bytescan import scan_folder
from tests.databases import places_in, sqlite_only
from tests.storage.version_0_1_0 import KEY, READABLE, Who, marks_before, put_lost_key_back, unpack

pytestmark = sqlite_only(reason="the versions that sealed otherwise had SQLite alone")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    unpack(tmp_path / "data")
    return tmp_path / "data"


@asynccontextmanager
async def opened(folder: Path, key: bytes = KEY) -> AsyncIterator[Store]:
    places = places_in(folder)
    store = await open_store(places, key, system_entropy)
    try:
        yield store
    finally:
        await store.close()


def query(folder: Path, sql: str, *values: object) -> list[tuple[Any, ...]]:
    return databases.query(folder, sql, *values)


async def addresses(store: Store) -> dict[Who, bool]:
    """The people whose address can be opened, and whether it is the right one."""
    found = {}
    for who in Who:
        person = await open_person(store.engine, store.vault, store.vault.pseudonym(who.address))
        if person:
            found[who] = person.address == who.address
    return found


async def test_everybody_with_a_key_has_their_address(data: Path) -> None:
    async with opened(data) as store:
        assert await addresses(store) == dict.fromkeys(READABLE, True)
        assert len(query(data, "SELECT 1 FROM persons WHERE mark IS NULL")) == 2  # LOST and KEY_DESTROYED


async def test_tombstones_know_everybody_by_the_same_marks_as_before(data: Path) -> None:
    async with opened(data) as store:
        marks = await persons.marks(store.engine)
        assert marks == marks_before()
        some = store.vault.pseudonym(Who.NEW.address)
        assert await persons.marks(store.engine, some) == {some: marks[some]}


async def test_what_was_sealed_before_is_no_longer_there(data: Path) -> None:
    before = {row[0] for row in query(data, "SELECT telegram_id FROM persons")}
    async with opened(data):
        pass
    after = {row[0] for row in query(data, "SELECT address FROM persons")}
    assert len(before & after) == 2


async def test_nothing_is_written_the_second_time(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(data):
        pass
    before = query(data, "SELECT person, address, mark FROM persons ORDER BY person")
    async with opened(data) as store:
        assert await seal_anew.seal_anew(store.engine, store.vault) == 0
    assert query(data, "SELECT person, address, mark FROM persons ORDER BY person") == before


@pytest.mark.parametrize("batches", range(6))
async def test_it_goes_on_where_it_was_interrupted(data: Path, batches: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk is full after so many batches of two."""
    monkeypatch.setattr(seal_anew, "PERSONS_PER_TRANSACTION", 2)
    left, write = batches, SqliteEngine.write

    async def run_full(self: SqliteEngine, statements: Statements) -> None:
        nonlocal left
        if any("SET address" in one.sql for one in statements):
            if left == 0:
                raise StorageUnavailable("SQLITE_FULL")
            left -= 1
        await write(self, statements)

    with monkeypatch.context() as full:
        full.setattr(SqliteEngine, "write", run_full)
        try:
            async with opened(data):
                pass
        except StorageUnavailable:
            [[sealed]] = query(data, "SELECT count(*) FROM persons WHERE mark IS NOT NULL")
            assert bool(batches) <= sealed <= 2 * batches < len(Who)
    async with opened(data) as store:
        assert await addresses(store) == dict.fromkeys(READABLE, True)
        assert await persons.marks(store.engine) == marks_before()


async def test_a_wrong_master_key_changes_no_address(data: Path) -> None:
    with pytest.raises(WrongMasterKey):
        async with opened(data, bytes(32)):
            pass
    assert len(query(data, "SELECT 1 FROM persons WHERE mark IS NOT NULL")) == 0
    async with opened(data) as store:
        assert await addresses(store) == dict.fromkeys(READABLE, True)


async def test_a_key_that_is_put_back_opens_its_person_again(data: Path, tmp_path: Path) -> None:
    async with opened(data) as store:
        lost = store.vault.pseudonym(Who.LOST.address)
        assert await open_person(store.engine, store.vault, lost) is None
    put_lost_key_back(data)
    async with opened(data) as store:
        person = await open_person(store.engine, store.vault, lost)
        assert person
        assert person.address == Who.LOST.address
        assert (await persons.marks(store.engine))[lost] == marks_before()[lost]


async def test_a_row_that_its_key_does_not_open_stays_as_it_is(data: Path) -> None:
    query(data, "UPDATE persons SET telegram_id = randomblob(40)")
    before = query(data, "SELECT telegram_id FROM persons ORDER BY person")
    async with opened(data) as store:
        assert await addresses(store) == {}
        assert query(data, "SELECT address FROM persons ORDER BY person") == before


async def test_no_address_can_be_read_afterwards(data: Path) -> None:
    async with opened(data):
        needles: list[str | int | bytes] = [int(who) for who in Who]
        assert scan_folder(data, needles) == []
    assert scan_folder(data, needles) == []
    (data / "slip").write_text(str(Who.NEW.address))  # the negative twin
    assert scan_folder(data, needles)
