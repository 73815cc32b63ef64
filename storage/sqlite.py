"""How do many people's changes reach one SQLite file, durably and at once?

All changes waiting at one moment share one transaction and one hop to the writer's thread (group commit; measured at
about three times the throughput of a commit per step, facts/performance.md). Point reads run on the loop through a
connection of their own that cannot write: 7.5 us instead of 91 us by thread.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import aiosqlite

from bot.domain.ledger import hash_of
from storage.files import make_private, sync_file
from storage.statements import Conflict, Row, Statement, Statements, StorageUnavailable, Value

Result = TypeVar("Result")

# Asserted after setting: secure_delete is per connection, not stored in the file, and a pragma can fail silently.
PRAGMAS = {
    "journal_mode": ("WAL", "wal"),
    "synchronous": ("FULL", 2),
    "secure_delete": ("ON", 1),
    "temp_store": ("MEMORY", 2),  # VACUUM would otherwise leave a copy in the temporary folder
    "busy_timeout": ("5000", 5000),  # milliseconds
    "foreign_keys": ("ON", 1),
}


class _Writer(aiosqlite.Connection):
    """aiosqlite's thread, given a whole transaction at a time instead of a statement at a time."""

    async def run(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        result: Result = await self._execute(work, self._conn)  # type: ignore[no-untyped-call]
        return result


class _Job:
    def __init__(self, statements: Statements) -> None:
        self.statements = statements
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()


class SqliteEngine:
    """One SQLite file; open it with `await SqliteEngine.open(path)`."""

    def __init__(self, path: Path, writer: _Writer, reader: sqlite3.Connection) -> None:
        self._path = path
        self._writer = writer
        self._reader = reader
        self._waiting: list[_Job] = []
        self._committing: asyncio.Task[None] | None = None

    @classmethod
    async def open(cls, path: Path) -> SqliteEngine:
        """Raises StorageUnavailable if the file cannot be opened as we need it."""
        try:
            make_private(path)
            reader = _connect(path, read_only=True)
            writer = _Writer(lambda: _connect(path), iter_chunk_size=64)
            await writer
        except (sqlite3.Error, OSError) as error:
            raise StorageUnavailable(type(error).__name__) from None
        return cls(path, writer, reader)

    async def read(self, sql: str, *params: Value) -> list[Row]:
        try:
            return self._reader.execute(sql, _named(params)).fetchall()
        except sqlite3.OperationalError as error:
            raise StorageUnavailable(_code(error)) from None

    async def write(self, statements: Statements) -> None:
        if not statements:
            return
        job = _Job(statements)
        self._waiting.append(job)
        if self._committing is None or self._committing.done():
            self._committing = asyncio.get_running_loop().create_task(self._commit_waiting())
        # A cancelled caller must not cancel what others share a transaction with.
        await asyncio.shield(job.done)

    async def _commit_waiting(self) -> None:
        while self._waiting:
            jobs, self._waiting = self._waiting, []
            try:
                outcomes = await self._writer.run(lambda connection, jobs=jobs: _commit(connection, jobs))  # type: ignore[misc]
            except Exception as error:
                outcomes = [error] * len(jobs)
            for job, outcome in zip(jobs, outcomes, strict=True):
                if job.done.cancelled():
                    continue
                if outcome is None:
                    job.done.set_result(None)
                else:
                    job.done.set_exception(outcome)

    async def run_script(self, script: str, *records: str) -> None:
        def run(connection: sqlite3.Connection) -> None:
            try:
                connection.executescript("BEGIN IMMEDIATE;\n" + ";\n".join([script, *records]) + ";\nCOMMIT;")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

        try:
            await self._writer.run(run)
        except sqlite3.Error as error:
            raise StorageUnavailable(_code(error)) from error

    async def forbid_changes(self, table: str) -> None:
        for verb in ("UPDATE", "DELETE"):
            await self.run_script(_guard(table, verb))

    def lifting(self, table: str, statements: Statements) -> Statements:
        lift = Statement(f"DROP TRIGGER {table}_forbids_delete")
        return [lift, *statements, Statement(_guard(table, "DELETE"))]

    async def scrub(self) -> bool:
        try:
            return await self._writer.run(lambda connection: _scrub(connection, self._path))
        except sqlite3.Error as error:
            raise StorageUnavailable(_code(error)) from None

    async def copy_to(self, path: Path) -> None:
        try:
            make_private(path)  # an empty file keeps its rights; a full one is refused
            await self._writer.run(lambda connection: connection.execute("VACUUM INTO ?", (str(path),)).fetchall())
            sync_file(path)  # SQLite does not
        except (sqlite3.Error, OSError) as error:
            raise StorageUnavailable(_code(error)) from None

    async def is_sound(self) -> bool:
        try:
            return self._reader.execute("PRAGMA integrity_check(1)").fetchall() == [("ok",)]
        except sqlite3.DatabaseError:
            return False

    async def checkpoint(self) -> bool:
        """Empty the write-ahead log; False if a reader is in the way."""
        try:
            return await self._writer.run(lambda connection: _truncate_log(connection, self._path))
        except sqlite3.Error as error:
            raise StorageUnavailable(_code(error)) from None

    async def close(self) -> None:
        while self._committing is not None and not self._committing.done():
            await self._committing
        self._reader.close()
        await self._writer.close()


def _connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    # check_same_thread: the writer lives in aiosqlite's thread, the reader on the loop's.
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    for name, (wanted, seen) in PRAGMAS.items():
        connection.execute(f"PRAGMA {name}={wanted}")
        if connection.execute(f"PRAGMA {name}").fetchone()[0] != seen:
            raise sqlite3.OperationalError(f"this SQLite does not accept {name}={wanted}")
    if read_only:
        connection.execute("PRAGMA query_only=ON")
    connection.create_function("ledger_hash", 6, hash_of, deterministic=True)
    return connection


def _guard(table: str, verb: str) -> str:
    return (
        f"CREATE TRIGGER IF NOT EXISTS {table}_forbids_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )


def _named(params: tuple[Value, ...]) -> dict[str, Value]:
    return {str(number): value for number, value in enumerate(params, 1)}


def _commit(connection: sqlite3.Connection, jobs: list[_Job]) -> list[Exception | None]:
    try:
        connection.execute("BEGIN IMMEDIATE")
        outcomes = [_apply(connection, job.statements) for job in jobs]
        connection.execute("COMMIT")
        return outcomes
    except BaseException as error:
        # A transaction left open would take everybody's later changes in, and write none of them.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        if isinstance(error, sqlite3.Error):
            return [StorageUnavailable(_code(error))] * len(jobs)
        raise


def _apply(connection: sqlite3.Connection, statements: Statements) -> Exception | None:
    """What went wrong with these changes, if anything; raises what ends the transaction for everybody."""
    connection.execute("SAVEPOINT one")
    try:
        for statement in statements:
            _run(connection, statement)
    except Exception as error:
        if not connection.in_transaction:
            raise  # a full disk ends the whole transaction, and with it everybody's changes
        connection.execute("ROLLBACK TO one")
        connection.execute("RELEASE one")
        if isinstance(error, sqlite3.OperationalError):
            return StorageUnavailable(_code(error))
        return error
    connection.execute("RELEASE one")
    return None


def _run(connection: sqlite3.Connection, statement: Statement) -> None:
    try:
        cursor = connection.execute(statement.sql, _named(statement.params))
    except sqlite3.IntegrityError:
        raise Conflict(statement.target) from None  # its own words can quote a person's data
    if statement.touches is not None and cursor.rowcount != statement.touches:
        raise Conflict(statement.target)


def _truncate_log(connection: sqlite3.Connection, path: Path) -> bool:
    busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    log = path.with_name(path.name + "-wal")
    return not busy and (not log.exists() or log.stat().st_size == 0)


def _scrub(connection: sqlite3.Connection, path: Path) -> bool:
    # secure_delete alone leaves copies in the gaps of live pages; only VACUUM removes them (facts/reliability.md 1).
    if not _truncate_log(connection, path):
        return False
    connection.execute("VACUUM")
    return _truncate_log(connection, path)


def _code(error: Exception) -> str:
    """The kind of error without its message: a message can quote a person's data."""
    return getattr(error, "sqlite_errorname", None) or type(error).__name__
