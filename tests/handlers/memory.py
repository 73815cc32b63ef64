"""A real store without files and threads: SQLite in memory, migrated once.

What a test writes is rolled back when it closes its store, and the next test gets the same connection: SQLite has read
the schema and prepared the statements, which takes longer than most tests.
"""

from __future__ import annotations

import random
import sqlite3
from collections import defaultdict
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from bot.domain.ledger import hash_of
from bot.machine import Entropy, system_sleep
from storage.engine import Engine
from storage.files import FileLock
from storage.head_file import HeadFile
from storage.migrate import Which, migrate
from storage.presence import Presence
from storage.sqlite import SqliteEngine
from storage.sqlite_keystore import SqliteKeystore
from storage.store import Store
from storage.tombstone_file import TombstoneFile
from storage.vault import Vault
from tests.databases import ON_POSTGRES
from tests.same_thread import Writer, at_once

NOWHERE = Path(":memory:")
_EMPTY: defaultdict[Which, list[InOneTransaction]] = defaultdict(list)
"""Databases with all tables and no rows, which nobody uses."""


class InOneTransaction(sqlite3.Connection):
    """The commits of a test are savepoints within a transaction that `close` rolls back.

    Nothing is checked only at the end of a transaction: no foreign key is deferred.
    """

    which: Which
    is_open = False
    is_altered = False
    """What was written has been committed: this database is nobody else's any more."""

    def open(self) -> None:
        super().execute("BEGIN IMMEDIATE")
        self.is_open = True

    def execute(self, sql: str, /, *params: Any) -> sqlite3.Cursor:
        if self.is_open and sql.startswith(ALONE):
            self._commit()
        return super().execute(WITHIN.get(sql, sql) if self.is_open else sql, *params)

    def executescript(self, script: str, /) -> sqlite3.Cursor:
        self._commit()
        return super().executescript(script)

    def _commit(self) -> None:
        if self.is_open:
            super().execute("COMMIT")
        self.is_open, self.is_altered = False, True

    def close(self) -> None:
        """The reader and the writer of an engine are this same connection: each closes it."""
        if self.is_altered:
            super().close()
        elif self.is_open:
            self.is_open = False
            self.execute("ROLLBACK")
            _EMPTY[self.which].append(self)


ALONE = ("PRAGMA wal_checkpoint", "VACUUM")
"""What SQLite does in no transaction."""
WITHIN = {
    "BEGIN IMMEDIATE": "SAVEPOINT unit",
    "COMMIT": "RELEASE unit",
    "ROLLBACK": "ROLLBACK TO unit",
}
"""What the engine says (storage/sqlite_commit.py), and what that is within a transaction."""


async def open_in_memory() -> Store:
    """An empty store, with the same random bytes in every test."""
    entropy = seeded_entropy()
    keys = await _open("keys")
    main = _open_on_server() if ON_POSTGRES else await _open("main")
    vault = Vault(SqliteKeystore(keys, entropy, system_sleep), bytes(32), entropy)
    await vault.unlock()
    lock, heads, tombstones = FileLock(NOWHERE), HeadFile(NOWHERE), TombstoneFile(NOWHERE, at_once)
    return Store(main, vault, keys, lock, heads, tombstones, Presence(NOWHERE), at_once, NOWHERE, AsyncExitStack())


def seeded_entropy(seed: int = 0) -> Entropy:
    return random.Random(seed).randbytes


async def _open(which: Which) -> SqliteEngine:
    connection = _EMPTY[which].pop() if _EMPTY[which] else await _migrate(which)
    connection.open()
    return SqliteEngine(NOWHERE, Writer(connection), connection)


async def _migrate(which: Which) -> InOneTransaction:
    connection = sqlite3.connect(NOWHERE, isolation_level=None, factory=InOneTransaction, cached_statements=1000)
    connection.which = which
    connection.execute("PRAGMA foreign_keys=ON")
    connection.create_function("ledger_hash", 6, hash_of, deterministic=True)
    engine = SqliteEngine(NOWHERE, Writer(connection), connection)
    await migrate(engine, which)
    if which == "main":
        await engine.forbid_changes("ledger")
    connection.is_altered = False
    return connection


def _open_on_server() -> Engine:
    from tests.handlers.on_server import open_kept

    return open_kept()


async def open_beside(store: Store) -> Engine | None:
    """The database of this store over connections of their own; None if it is in memory, where nobody else comes."""
    if not ON_POSTGRES:
        return None
    from tests.handlers.on_server import open_another

    return await open_another(store.engine)


async def close(store: Store) -> None:
    """Close the databases only: `Store.close` also writes files for the next process."""
    await store.engine.close()
    await store.keys.close()
    if ON_POSTGRES:
        from tests.handlers.on_server import give_back

        give_back(store.engine)
