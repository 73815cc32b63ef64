"""Is each of many changes written completely or not at all, whatever goes wrong with the others?"""

from __future__ import annotations

import asyncio
import itertools
import resource
import sqlite3
import threading
import time
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from storage import sqlite
from storage.sqlite import PRAGMAS, SqliteEngine
from storage.sqlite_writer import ThreadWriter
from storage.statements import Conflict, Statement, StorageError, StorageUnavailable
from tests.examples import examples

TABLE = "CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT NOT NULL)"


def add(number: int, name: str | None = "a thing") -> Statement:
    return Statement("INSERT INTO things (id, name) VALUES ($1, $2)", (number, name))


def rename(number: int, name: str) -> Statement:
    return Statement("UPDATE things SET name = $2 WHERE id = $1", (number, name), touches=1)


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[SqliteEngine]:
    opened = await SqliteEngine.open(tmp_path / "any.db")
    await opened.run_script(TABLE)
    yield opened
    await opened.close()


async def ids(engine: SqliteEngine) -> list[int]:
    return [row[0] for row in await engine.read("SELECT id FROM things ORDER BY id")]


async def outcomes(engine: SqliteEngine, *changes: list[Statement]) -> list[type | None]:
    """Outcomes of changes that wait at the same moment, and so share one transaction."""
    done = await asyncio.gather(*(engine.write(change) for change in changes), return_exceptions=True)
    return [None if one is None else type(one) for one in done]


async def test_a_change_is_written_whole_or_not_at_all(engine: SqliteEngine) -> None:
    await engine.write([add(1)])
    with pytest.raises(Conflict):
        await engine.write([add(2), rename(9, "nobody"), add(3)])
    assert await ids(engine) == [1]


@pytest.mark.parametrize(
    ("spoilt", "error"),
    [
        ([add(7), rename(9, "nobody")], Conflict),
        ([add(7), add(1)], Conflict),
        ([add(7), add(8, None)], Conflict),
        ([add(7), Statement("INSERT INTO nothing VALUES (1)")], StorageUnavailable),
    ],
    ids=["expectation", "unique", "not null", "no such table"],
)
async def test_what_fails_spoils_nobody_else_s_change_in_the_same_transaction(
    engine: SqliteEngine, spoilt: list[Statement], error: type
) -> None:
    await engine.write([add(1)])
    assert await outcomes(engine, [add(2)], spoilt, [add(3)]) == [None, error, None]
    assert await ids(engine) == [1, 2, 3]


class Odd:
    """A value no driver has heard of."""


class Refusing:
    """A value that does not even say what it is."""

    def __conform__(self, protocol: object) -> object:
        raise KeyError("a person's name")


UNBINDABLE = {
    "an integer over 64 bits": 2**63,
    "one below": -(2**63) - 1,
    "one far beyond": 10**60,
    "half a surrogate": "\ud83d",
    "the other half in a name": "Ай\udc4dгерім",
    "no value of a database": Odd(),
    "a value that raises": Refusing(),
    "a list": ["Айгерім"],
}


@pytest.mark.parametrize("value", UNBINDABLE.values(), ids=UNBINDABLE)
async def test_a_value_that_cannot_be_bound_is_its_own_change_s_trouble_only(engine: SqliteEngine, value: Any) -> None:
    """Whatever is raised inside a commit: neighbours stay committed, and no transaction is left open."""
    spoilt = [add(7), Statement("INSERT INTO things (id, name) VALUES (8, $1)", (value,))]
    before, error, after = await outcomes(engine, [add(1)], spoilt, [add(2)])
    assert (before, after) == (None, None)
    assert error is not None
    assert not issubclass(error, StorageError)  # it would come again for ever
    await engine.write([add(3)])
    assert await committed(engine) == [1, 2, 3]


@examples(60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(st.lists(st.sampled_from(["good", "twice", "missing", *UNBINDABLE]), max_size=4), max_size=8))
async def test_whatever_changes_wait_together_each_is_written_whole_or_not_at_all(
    engine: SqliteEngine, changes: list[list[str]]
) -> None:
    await engine.run_script("DELETE FROM things")
    numbers, wanted, waiting = itertools.count(1), [], []
    for change in changes:
        statements = [next(numbers) for _ in change]
        waiting.append([_statement(what, number) for what, number in zip(change, statements, strict=True)])
        if set(change) <= {"good"}:
            wanted += statements
    done = await outcomes(engine, *waiting)
    assert [one is None for one in done] == [set(change) <= {"good"} for change in changes]
    await engine.write([add(10**6)])
    assert await committed(engine) == [*wanted, 10**6]


def _statement(what: str, number: int) -> Statement:
    if what == "twice":
        return Statement("INSERT INTO things (id, name) VALUES ($1, 'x'), ($1, 'y')", (number,))
    if what == "missing":
        return rename(-number, "nobody")
    return add(number, UNBINDABLE.get(what, "a thing"))  # type: ignore[arg-type]


async def committed(engine: SqliteEngine) -> list[int]:
    """As another process sees it."""
    with closing(sqlite3.connect(engine._path)) as other:
        return [row[0] for row in other.execute("SELECT id FROM things ORDER BY id")]


@pytest.mark.parametrize("fails", [False, True])
async def test_what_adds_to_one_counter_is_summed(engine: SqliteEngine, *, fails: bool) -> None:
    await engine.run_script("CREATE TABLE counters (name TEXT PRIMARY KEY, count INTEGER NOT NULL)")
    sql = "INSERT INTO counters VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET count = counters.count + $2"
    changes = [[add(number), Statement(sql, ("ab"[number % 2], number), adds=True)] for number in range(1, 11)]
    if fails:
        changes[3].append(rename(99, "nobody"))
    assert (await outcomes(engine, *changes)).count(Conflict) == fails
    assert await engine.read("SELECT name, count FROM counters ORDER BY name") == [
        ("a", 26 if fails else 30),
        ("b", 25),
    ]


async def test_later_changes_see_earlier_ones_of_the_same_transaction(engine: SqliteEngine) -> None:
    """Of many simultaneous presses one wins."""
    await engine.write([add(1, "free")])
    take = Statement("UPDATE things SET name = 'taken' WHERE id = 1 AND name = 'free'", touches=1)
    assert await outcomes(engine, *[[take]] * 50) == [None, *[Conflict] * 49]


async def test_a_caller_who_is_cancelled_cancels_nobody_s_change(engine: SqliteEngine) -> None:
    first, second = asyncio.create_task(engine.write([add(1)])), asyncio.create_task(engine.write([add(2)]))
    await asyncio.sleep(0)
    first.cancel()
    await second
    with pytest.raises(asyncio.CancelledError):
        await first
    assert await ids(engine) == [1, 2]


async def test_on_a_full_disk_nothing_is_written_and_it_goes_on_when_there_is_room(
    engine: SqliteEngine, tmp_path: Path
) -> None:
    await engine.write([add(1)])
    full = (tmp_path / "any.db-wal").stat().st_size
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (full, before[1]))
    try:
        assert await outcomes(engine, [add(2)], [add(3)]) == [StorageUnavailable] * 2
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert await ids(engine) == [1]
    await engine.write([add(4)])
    assert await ids(engine) == [1, 4]


async def test_a_locked_file_is_unavailable_and_says_no_value(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PRAGMAS, "busy_timeout", ("20", 20))
    engine = await SqliteEngine.open(tmp_path / "any.db")
    await engine.run_script(TABLE)
    with closing(sqlite3.connect(tmp_path / "any.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageUnavailable) as refused:
            await engine.write([add(1, "Сейтқалиева")])
        assert str(refused.value) == "SQLITE_BUSY"
    await engine.close()


@pytest.mark.parametrize("read_only", [False, True])
def test_every_pragma_is_what_it_has_to_be(tmp_path: Path, read_only: bool) -> None:
    with closing(sqlite._connect(tmp_path / "any.db", read_only=read_only)) as connection:
        assert {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in PRAGMAS} == {
            "journal_mode": "wal",
            "synchronous": 2,
            "secure_delete": 1,
            "temp_store": 2,
            "busy_timeout": 5000,
            "foreign_keys": 1,
        }
        assert bool(connection.execute("PRAGMA query_only").fetchone()[0]) is read_only


async def test_a_sqlite_that_ignores_a_pragma_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PRAGMAS, "secure_delete", ("FAST", 1))
    with pytest.raises(StorageUnavailable):
        await SqliteEngine.open(tmp_path / "any.db")


async def test_reading_cannot_write(engine: SqliteEngine) -> None:
    with pytest.raises(StorageUnavailable):
        await engine.read("DELETE FROM things")


async def test_a_script_that_fails_leaves_nothing_behind(engine: SqliteEngine) -> None:
    with pytest.raises(StorageUnavailable):
        await engine.run_script("INSERT INTO things VALUES (1, 'x'); CREATE TABLE more (id INTEGER); nonsense")
    assert await ids(engine) == []
    assert await engine.read("SELECT name FROM sqlite_master WHERE name = 'more'") == []


async def test_a_guarded_table_takes_rows_and_lets_none_go_but_by_lifting(engine: SqliteEngine) -> None:
    await engine.forbid_changes("things")
    await engine.write([add(1), add(2)])
    delete = Statement("DELETE FROM things WHERE id = 1")
    assert await outcomes(engine, [delete], [rename(1, "x")]) == [Conflict, Conflict]
    other = Statement("DELETE FROM things WHERE id = 2")
    assert await outcomes(engine, [*engine.lifting("things", [delete])], [other]) == [None, Conflict]
    assert await ids(engine) == [2]
    failed = [*engine.lifting("things", [Statement("DELETE FROM things"), rename(9, "nobody")])]
    assert await outcomes(engine, failed, [Statement("DELETE FROM things")]) == [Conflict, Conflict]
    assert await ids(engine) == [2]


@pytest.mark.parametrize("name", ["checkpoint", "scrub"])
async def test_nobody_s_change_waits_for_somebody_else_s_query(engine: SqliteEngine, tmp_path: Path, name: str) -> None:
    """A backup tool may read for as long as it likes; the log is emptied after that."""
    await engine.write([add(1)])
    with closing(sqlite3.connect(tmp_path / "any.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM things").fetchall()
        await engine.write([add(2)])
        began = time.monotonic()
        sweep = asyncio.create_task(getattr(engine, name)())
        await asyncio.sleep(0)
        await engine.write([add(3)])
        assert time.monotonic() - began < 1.0  # seconds; it was five
        assert not await sweep
        with closing(sqlite3.connect(tmp_path / "any.db", isolation_level=None)) as writer:
            writer.execute("BEGIN IMMEDIATE")
            blocked = asyncio.create_task(engine.write([add(4)]))
            await asyncio.sleep(0.1)  # longer than a checkpoint waits: a change still does, for another writer
            assert not blocked.done()
            writer.execute("COMMIT")
        await blocked
    assert await getattr(engine, name)()


async def test_scrub_leaves_no_deleted_byte_and_says_when_a_reader_is_in_the_way(tmp_path: Path) -> None:
    path = tmp_path / "any.db"
    engine = await SqliteEngine.open(path)
    await engine.run_script(TABLE)
    await engine.write([add(number, f"secret-{number:06}" * 20) for number in range(2_000)])
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM things").fetchone()
        await engine.write([Statement("DELETE FROM things WHERE id % 2 = 0")])
        assert not await engine.scrub()
        assert not await engine.checkpoint()
    assert await engine.scrub()
    assert (tmp_path / "any.db-wal").stat().st_size == 0
    content = path.read_bytes()
    assert b"secret-000001" in content
    assert not any(f"secret-{number:06}".encode() in content for number in range(0, 2_000, 2))
    await engine.close()


def test_who_gives_up_while_a_file_opens_leaves_no_thread_that_answers_to_nobody(tmp_path: Path) -> None:
    """SIGTERM in the first second: a slow disk answers when the loop is gone (a warning is an error here)."""
    begun, goes_on, closed = threading.Event(), threading.Event(), []

    class Slow(sqlite3.Connection):
        def close(self) -> None:
            closed.append(self)
            super().close()

    def connect() -> sqlite3.Connection:
        begun.set()
        goes_on.wait(10)
        return sqlite3.connect(tmp_path / "any.db", factory=Slow, check_same_thread=False)

    async def give_up() -> None:
        opening = asyncio.create_task(ThreadWriter.open(connect))
        await asyncio.to_thread(begun.wait)
        opening.cancel()
        asyncio.get_running_loop().call_later(0.05, goes_on.set)
        with pytest.raises(asyncio.CancelledError):
            await opening

    before = set(threading.enumerate())
    asyncio.run(give_up())
    assert len(closed) == 1
    begun_here = set(threading.enumerate()) - before
    for thread in begun_here:
        thread.join(10)  # seconds; it has closed the file and needs a moment to end
    assert not [thread for thread in begun_here if thread.is_alive()]


async def test_what_three_hundred_questions_ask_is_prepared_once(engine: SqliteEngine) -> None:
    """An application, the jobs and the staff have more than the 128 that Python keeps by itself."""
    prepared: list[int] = []

    def note(action: int, *_: object) -> int:
        prepared.append(action)
        return sqlite3.SQLITE_OK

    engine._reader.set_authorizer(note)  # asked while a statement is prepared
    questions = [f"WITH few AS (SELECT id FROM things LIMIT {number}) SELECT id FROM few" for number in range(300)]
    for _ in range(2):
        before = len(prepared)
        for question in questions:
            assert await engine.read(question) == []
    assert before > len(questions)
    assert len(prepared) == before
