"""Is a file of erasures that is lost, or shorter than it was, missed whatever the database has been through?"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.time import DAY, EPOCH, Moment
from bot.jobs.replay_tombstones import TombstonesLost, replay_tombstones
from storage import erasure_ends
from storage.statements import Statement
from storage.store import Store
from storage.tombstone_file import TombstoneFile
from storage.tombstones import Tombstone
from tests.people import EVERYBODY
from tests.scenarios.stopped import erase, open_stopped, settle

IDS = range(700_000_001, 700_000_004)
NOW = EPOCH + 1_000 * DAY


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await open_stopped(tmp_path / "data")
    await settle(opened, zip(IDS, EVERYBODY, strict=True))
    yield opened
    await opened.close()


async def start(store: Store) -> list[bytes]:
    return await replay_tombstones(store, lambda: NOW)


def file_of(tmp_path: Path) -> Path:
    return tmp_path / "data" / "erasures.log"


def cut(file: Path) -> None:
    """Lose the last line."""
    file.write_text("".join(file.read_text().splitlines(keepends=True)[:-1]))


async def write_older(file: Path, number: int) -> None:
    """Erasures of which this database has never heard, as after a backup of before is restored."""
    for mark in range(number):
        await TombstoneFile(file).add(Tombstone(Moment(0), bytes([mark]) * 32))


@pytest.mark.parametrize("unknown", [1, 3])
async def test_what_only_the_file_knows_is_missed_afterwards(store: Store, tmp_path: Path, unknown: int) -> None:
    await write_older(file_of(tmp_path), unknown)
    assert await start(store) == []
    assert await start(store) == []  # nothing is counted twice
    cut(file_of(tmp_path))
    with pytest.raises(TombstonesLost):
        await start(store)


async def test_an_erasure_after_a_restore_counts_once(store: Store, tmp_path: Path) -> None:
    await write_older(file_of(tmp_path), 2)
    await start(store)
    await erase(store, IDS[0])
    await start(store)
    assert await erasure_ends.count_buried(store.engine) == 3
    cut(file_of(tmp_path))
    with pytest.raises(TombstonesLost):
        await start(store)


async def test_a_proof_that_is_dropped_leaves_its_number(store: Store, tmp_path: Path) -> None:
    await erase(store, IDS[0])
    await store.commit([Statement("UPDATE erasures SET done_at = 1")])
    await store.commit(erasure_ends.drop_proofs(NOW, 10))
    assert await store.engine.read("SELECT count(*) FROM erasures") == [(0,)]
    await start(store)
    file_of(tmp_path).write_text("")
    with pytest.raises(TombstonesLost):
        await start(store)


async def test_without_any_erasure_an_empty_file_is_all_right(store: Store, tmp_path: Path) -> None:
    assert not file_of(tmp_path).exists() or file_of(tmp_path).read_text() == ""
    assert await start(store) == []
