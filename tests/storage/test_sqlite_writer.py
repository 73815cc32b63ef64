"""Where is a transaction committed: in the writer's thread, or on the event loop while nobody else needs either?"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from storage.sqlite import SqliteEngine
from storage.sqlite_log import LONG, LogLength, copy_log
from storage.sqlite_writer import QUICK_IN_A_ROW, QUICK_SECONDS, ThreadWriter
from storage.statements import Statement, StorageUnavailable
from tests.same_thread import open_engine


class Disk:
    """Tells the time, and lets the next work take as long as it is told to."""

    def __init__(self) -> None:
        self.now = 0.0
        self.takes = 0.0

    def work(self, _: sqlite3.Connection) -> int:
        """Returns the thread in which it runs."""
        self.now += self.takes
        return threading.get_ident()


@pytest.fixture
def disk() -> Disk:
    return Disk()


@pytest.fixture
async def writer(disk: Disk, tmp_path: Path) -> AsyncIterator[ThreadWriter]:
    connect = partial(sqlite3.connect, tmp_path / "any.db", isolation_level=None, check_same_thread=False, timeout=5)
    writer = await ThreadWriter(connect, lambda: disk.now)
    assert isinstance(writer, ThreadWriter)
    yield writer
    await writer.close()


async def is_on_loop(writer: ThreadWriter, disk: Disk) -> bool:
    return await writer.run_small(disk.work) == threading.get_ident()


async def test_small_transactions_come_to_the_loop_once_the_disk_has_proved_quick(
    writer: ThreadWriter, disk: Disk
) -> None:
    assert [await is_on_loop(writer, disk) for _ in range(QUICK_IN_A_ROW + 2)] == [False] * QUICK_IN_A_ROW + [True] * 2
    assert await writer.run(disk.work) != threading.get_ident()


async def test_one_slow_commit_sends_them_back_to_the_thread(writer: ThreadWriter, disk: Disk) -> None:
    for _ in range(QUICK_IN_A_ROW):
        await writer.run_small(disk.work)
    disk.takes = QUICK_SECONDS
    assert await is_on_loop(writer, disk)
    assert not any([await is_on_loop(writer, disk) for _ in range(3 * QUICK_IN_A_ROW)])
    disk.takes = 0.0
    assert [await is_on_loop(writer, disk) for _ in range(QUICK_IN_A_ROW + 1)] == [False] * QUICK_IN_A_ROW + [True]


async def test_they_wait_behind_what_the_thread_does(writer: ThreadWriter, disk: Disk) -> None:
    for _ in range(QUICK_IN_A_ROW):
        await writer.run_small(disk.work)
    goes_on, done = threading.Event(), list[str]()

    def long(_: sqlite3.Connection) -> None:
        goes_on.wait(10)
        done.append("long")

    def small(connection: sqlite3.Connection) -> int:
        done.append("small")
        return disk.work(connection)

    writer.run_later(long)
    waiting = asyncio.create_task(writer.run_small(small))
    await asyncio.sleep(0)
    goes_on.set()
    assert await waiting != threading.get_ident()
    assert done == ["long", "small"]
    assert await is_on_loop(writer, disk)


async def test_the_loop_does_not_wait_for_another_program_that_holds_the_file(
    writer: ThreadWriter, disk: Disk, tmp_path: Path
) -> None:
    for _ in range(QUICK_IN_A_ROW):
        await writer.run_small(disk.work)
    other = sqlite3.connect(tmp_path / "any.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waiting = asyncio.create_task(writer.run_small(lambda connection: connection.execute("BEGIN IMMEDIATE")))
    await asyncio.sleep(0)  # it would last five seconds
    assert not waiting.done()
    other.execute("COMMIT")
    await waiting
    other.close()
    assert await writer.run(lambda connection: connection.execute("PRAGMA busy_timeout").fetchone()) == (5000,)


async def test_a_query_is_read_with_the_writer_while_that_changes_nothing(tmp_path: Path) -> None:
    engine = await SqliteEngine.open(tmp_path / "any.db")
    await engine.run_script("CREATE TEMP TABLE only_here (number BIGINT)")
    read = partial(engine.read, "SELECT count(*) FROM sqlite_temp_master")
    goes_on = threading.Event()
    assert await read() == [(1,)]
    engine._writer.run_later(lambda _: goes_on.wait(10))
    assert await read() == [(0,)]
    goes_on.set()
    await engine.write([Statement("SELECT 1")])
    assert await read() == [(1,)]
    await engine.close()


async def test_what_is_read_can_change_nothing(tmp_path: Path) -> None:
    engine = await open_engine(tmp_path / "any.db")
    await engine.run_script("CREATE TABLE any_rows (number BIGINT)")
    for sql in ("DELETE FROM any_rows", "WITH one AS (SELECT 1) INSERT INTO any_rows SELECT * FROM one"):
        with pytest.raises(StorageUnavailable, match="SQLITE_READONLY"):
            await engine.read(sql)
    await engine.close()


def test_the_log_is_copied_after_a_thousand_pages_be_they_of_many_commits_or_of_large_ones() -> None:
    def commits(changes: int) -> int:
        """Until the log is long."""
        log = LogLength()
        return next(number for number in range(1, 10_000) if log.add_commit(number * changes))

    assert [commits(5), commits(200), commits(10_000)] == [104, 30, 1]
    twice = LogLength()
    assert [number for number in range(1, 250) if twice.add_commit(5 * number)] == [104, 208]


async def test_the_log_does_not_grow_with_the_number_of_commits(tmp_path: Path) -> None:
    engine = await open_engine(tmp_path / "any.db")
    await engine.run_script("CREATE TABLE any_rows (number BIGINT PRIMARY KEY, content BYTEA)")
    for number in range(300):
        await engine.write([Statement("INSERT INTO any_rows VALUES ($1, zeroblob(20000))", (number,))])
    # Five pages a row, of 4 KiB.
    assert (tmp_path / "any.db-wal").stat().st_size < LONG * 4096 < (tmp_path / "any.db").stat().st_size
    await engine.close()


async def test_a_reader_of_an_older_state_only_puts_the_copy_off(tmp_path: Path) -> None:
    engine = await SqliteEngine.open(tmp_path / "any.db")
    await engine.run_script("CREATE TABLE any_rows (number BIGINT PRIMARY KEY)")
    reader = sqlite3.connect(tmp_path / "any.db", isolation_level=None)
    reader.execute("BEGIN").execute("SELECT * FROM any_rows").fetchall()
    await engine.write([Statement("INSERT INTO any_rows VALUES (1)")])
    await engine._writer.run(copy_log)
    assert reader.execute("SELECT count(*) FROM any_rows").fetchone() == (0,)
    reader.close()
    await engine._writer.run(copy_log)
    assert b"any_rows" in (tmp_path / "any.db").read_bytes()
    await engine.close()
