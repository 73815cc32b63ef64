"""The SQLite engine: one writer with group commit, and reads on the event loop.

All changes waiting at one moment share one transaction, and one hop to the writer's thread if they need that
(`sqlite_writer.py`). Measured: about three times the throughput of a commit per step (docs/facts/performance.md 3).
Reads run on the event loop: 7.5 us instead of 91 us through a thread.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from pathlib import Path
from typing import Protocol

from bot.domain.ledger import hash_of
from storage.engine import Dialect
from storage.files import make_private, sync_file
from storage.group_commit import GroupCommit, Outcome
from storage.presence import Presence
from storage.sqlite_commit import STATEMENTS_KEPT, commit, numbered
from storage.sqlite_errors import is_trouble, unavailable
from storage.sqlite_log import VERY_LONG, LogLength, copy_log
from storage.sqlite_scrub import log_of, scrub, truncate_log
from storage.sqlite_writer import OpenWriter, ThreadWriter, Writer
from storage.statements import Row, Statement, Statements, StorageUnavailable, Value

# Checked after setting: secure_delete is per connection, not stored in the file, and a pragma can fail silently.
PRAGMAS = {
    "journal_mode": ("WAL", "wal"),
    "synchronous": ("FULL", 2),
    "secure_delete": ("ON", 1),
    "temp_store": ("MEMORY", 2),  # or copies of rows pass through the temporary folder
    "busy_timeout": ("5000", 5000),  # milliseconds
    "foreign_keys": ("ON", 1),
}
WRITER_CACHE_KIB = 8_000  # most inner pages of the indexes beside a million applications
FEW = 3  # changes of one moment that take hardly longer than one


class OpenEngine(Protocol):
    """The signature of `SqliteEngine.open`."""

    async def __call__(self, path: Path, beside: Sequence[Presence] = ()) -> SqliteEngine: ...


class SqliteEngine:
    """One SQLite file; open it with `await SqliteEngine.open(path)`."""

    dialect: Dialect = "sqlite"

    def __init__(self, path: Path, writer: Writer, reader: sqlite3.Connection, beside: Sequence[Presence] = ()) -> None:
        self._path = path
        self._writer = writer
        self._reader = reader
        # The log too: without it a killed process would lose the last commits.
        self.presence = Presence(path, log_of(path))
        self._needed = (self.presence, *beside)
        self._group = GroupCommit(self._commit)
        self._log = LogLength()

    @classmethod
    async def open(
        cls, path: Path, beside: Sequence[Presence] = (), open_writer: OpenWriter = ThreadWriter.open
    ) -> SqliteEngine:
        """Files in `beside` must also be in their places before anything is written.

        Raises StorageUnavailable if the file cannot be opened.
        """
        try:
            make_private(path)
            reader = _connect(path, read_only=True)
            writer = await open_writer(lambda: _connect(path))
        except (sqlite3.Error, OSError) as error:
            raise unavailable(error, path) from None
        return cls(path, writer, reader, beside)

    async def read(self, sql: str, *params: Value) -> list[Row]:
        # The writer's connection while it changes nothing: each commit empties the cache of every other one. Only the
        # reader's is kept from changes, so whatever may be more than a query is read with that one.
        connection = (self._writer.idle if sql.startswith("SELECT ") else None) or self._reader
        try:
            return connection.execute(numbered(sql), params).fetchall()
        except sqlite3.DatabaseError as error:
            if not is_trouble(error):
                raise
            raise unavailable(error, self._path) from None

    def check(self) -> None:
        for presence in self._needed:
            presence.check()

    async def write(self, statements: Statements) -> None:
        if statements:
            await self._group.write(statements)

    async def _commit(self, changes: list[Statements]) -> list[Outcome]:
        def run(connection: sqlite3.Connection) -> tuple[list[Outcome], int]:
            self.check()
            return commit(connection, self._path, changes), connection.total_changes

        try:
            run_with = self._writer.run_small if len(changes) <= FEW else self._writer.run
            outcomes, changed = await run_with(run)
        except StorageUnavailable:
            raise
        except Exception as error:  # whatever it is, nothing is written
            raise unavailable(error, self._path) from None
        if self._log.add_commit(changed):
            self._writer.run_later(copy_log)  # whoever waited for this commit does not wait for that
        return outcomes

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
            raise unavailable(error, self._path) from error

    async def has_table(self, name: str) -> bool:
        return bool(await self.read("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = $1", name))

    def migrating(self) -> AbstractAsyncContextManager[None]:
        return nullcontext()  # the file is this process's alone

    async def forbid_changes(self, table: str) -> None:
        await self.run_script(_guard(table, "UPDATE"), _guard(table, "DELETE"))

    def lifting(self, table: str, statements: Statements) -> Statements:
        lift = Statement(f"DROP TRIGGER {table}_forbids_delete")
        return [lift, *statements, Statement(_guard(table, "DELETE"))]

    async def scrub(self) -> bool:
        scrubbing: list[sqlite3.Connection] = []

        def run(connection: sqlite3.Connection) -> bool:
            scrubbing.append(connection)
            try:
                return scrub(connection, self._path)
            finally:
                scrubbing.clear()

        try:
            return await self._writer.run(run)
        except asyncio.CancelledError:
            for connection in scrubbing:  # a million persons take half a minute, and a stop ten seconds
                connection.interrupt()
            raise
        except sqlite3.Error as error:
            raise unavailable(error, self._path) from None

    async def copy_to(self, path: Path) -> None:
        try:
            make_private(path)  # VACUUM INTO keeps the rights of an empty file, and refuses one that is not empty
            await self._writer.run(lambda connection: connection.execute("VACUUM INTO ?", (str(path),)).fetchall())
            sync_file(path)  # SQLite does not
        except (sqlite3.Error, OSError) as error:
            raise unavailable(error, path) from None

    async def is_sound(self) -> bool:
        try:
            return self._reader.execute("PRAGMA integrity_check(1)").fetchall() == [("ok",)]
        except sqlite3.DatabaseError:
            return False

    async def checkpoint(self) -> bool:
        """Empty the write-ahead log; False if a reader is in the way."""
        try:
            return await self._writer.run(lambda connection: truncate_log(connection, self._path))
        except sqlite3.Error as error:
            raise unavailable(error, self._path) from None

    async def close(self) -> None:
        await self._group.finish()
        self._reader.close()
        await self._writer.close()


def _connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    # check_same_thread: the writer lives in aiosqlite's thread, the reader on the loop's.
    kept = STATEMENTS_KEPT  # by itself Python keeps 128, fewer than one person's way and the jobs take
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=kept)
    for name, (wanted, seen) in PRAGMAS.items():
        connection.execute(f"PRAGMA {name}={wanted}")
        if connection.execute(f"PRAGMA {name}").fetchone()[0] != seen:
            raise sqlite3.OperationalError(f"this SQLite does not accept {name}={wanted}")
    if read_only:
        connection.execute("PRAGMA query_only=ON")
    else:
        connection.execute(f"PRAGMA wal_autocheckpoint={VERY_LONG}")
        connection.execute(f"PRAGMA cache_size=-{WRITER_CACHE_KIB}")
    connection.create_function("ledger_hash", 6, hash_of, deterministic=True)
    return connection


def _guard(table: str, verb: str) -> str:
    return (
        f"CREATE TRIGGER IF NOT EXISTS {table}_forbids_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )
