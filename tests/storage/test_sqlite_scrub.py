"""Where a file is rewritten: in memory if it is small, otherwise beside the old one, never in a temporary folder."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from storage.sqlite import SqliteEngine, _connect
from storage.sqlite_scrub import scrub
from storage.statements import Statement

FEW_PAGES = 10


@pytest.fixture
def connection(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(_connect(path)) as one:
        one.execute("CREATE TABLE things (content BLOB)")
        one.executemany("INSERT INTO things VALUES (?)", [(os.urandom(3000),) for _ in range(100)])
        yield one


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "it's here"
    folder.mkdir()
    return folder / "any.db"


def open_files() -> set[str]:
    found = set()
    for number in os.listdir("/proc/self/fd"):
        with suppress(OSError):
            found.add(os.readlink(f"/proc/self/fd/{number}"))
    return found


def seen_while_scrubbing(connection: sqlite3.Connection, path: Path) -> set[str]:
    """Files that are open only meanwhile."""
    before, seen = open_files(), set[str]()

    def look() -> int:
        seen.update(open_files() - before, map(str, path.parent.glob("etilqs*")))
        return 0

    connection.set_progress_handler(look, 1)
    assert scrub(connection, path)
    connection.set_progress_handler(None, 1)
    return seen


def test_a_file_longer_than_the_cache_is_built_beside_it_without_a_name(
    connection: sqlite3.Connection, path: Path
) -> None:
    connection.execute(f"PRAGMA cache_size={FEW_PAGES}")
    [built] = seen_while_scrubbing(connection, path)
    assert built.startswith(str(path.parent))
    assert built.endswith("(deleted)")


def test_a_small_file_is_built_in_memory(connection: sqlite3.Connection, path: Path) -> None:
    assert seen_while_scrubbing(connection, path) == set()


def test_afterwards_everything_temporary_is_in_memory_again(connection: sqlite3.Connection, path: Path) -> None:
    assert scrub(connection, path)
    assert connection.execute("PRAGMA temp_store").fetchall() == [(2,)]
    assert connection.execute("PRAGMA temp_store_directory").fetchall() == []


async def test_a_scrub_that_is_broken_off_ends_at_once_and_leaves_the_file_as_it_was(path: Path) -> None:
    engine = await SqliteEngine.open(path)
    await engine.run_script("CREATE TABLE things (content BLOB)")
    begun = threading.Event()

    def last_for_years(connection: sqlite3.Connection, _: Path) -> bool:
        connection.set_progress_handler(begun.set, 1_000)
        rows = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 1e12) SELECT max(x) FROM n"
        return bool(connection.execute(rows).fetchall())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("storage.sqlite.scrub", last_for_years)
        scrubbing = asyncio.create_task(engine.scrub())
        await asyncio.to_thread(begun.wait, 10)
        scrubbing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await scrubbing
    async with asyncio.timeout(5):
        await engine.write([Statement("INSERT INTO things VALUES ($1)", (b"x",))])
    assert await engine.scrub()
    assert await engine.read("SELECT content FROM things") == [(b"x",)]
    await engine.close()
