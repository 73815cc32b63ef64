"""A real store without files and threads: SQLite in memory, migrated once and copied for each test."""

from __future__ import annotations

import random
import sqlite3
from contextlib import AsyncExitStack
from itertools import count
from pathlib import Path
from weakref import WeakKeyDictionary

from bot.domain.ledger import hash_of
from bot.machine import Entropy, system_sleep
from storage.engine import Engine
from storage.files import FileLock
from storage.head_file import HeadFile
from storage.migrate import Which, migrate
from storage.postgres.opening import open_postgres
from storage.postgres.url import PostgresUrl
from storage.presence import Presence
from storage.sqlite import SqliteEngine
from storage.sqlite_keystore import SqliteKeystore
from storage.store import Store
from storage.tombstone_file import TombstoneFile
from storage.vault import Vault
from tests.databases import ON_POSTGRES, database_in
from tests.same_thread import Writer, at_once

NOWHERE = Path(":memory:")
NUMBERS = count(1)
_SCHEMAS: WeakKeyDictionary[Engine, PostgresUrl] = WeakKeyDictionary()
"""Where the engines are that are not in memory."""
_MIGRATED: dict[Which, bytes] = {}
"""The bytes of each database after its migrations."""


async def open_in_memory() -> Store:
    """An empty store, with the same random bytes in every test."""
    entropy = seeded_entropy()
    keys = await _open("keys")
    main = await _open_on_server() if ON_POSTGRES else await _open("main")
    vault = Vault(SqliteKeystore(keys, entropy, system_sleep), bytes(32), entropy)
    await vault.unlock()
    lock, heads, tombstones = FileLock(NOWHERE), HeadFile(NOWHERE), TombstoneFile(NOWHERE, at_once)
    return Store(main, vault, keys, lock, heads, tombstones, Presence(NOWHERE), at_once, NOWHERE, AsyncExitStack())


def seeded_entropy(seed: int = 0) -> Entropy:
    return random.Random(seed).randbytes


async def _open(which: Which) -> SqliteEngine:
    connection = sqlite3.connect(NOWHERE, isolation_level=None)
    connection.execute("PRAGMA foreign_keys=ON")
    connection.create_function("ledger_hash", 6, hash_of, deterministic=True)
    engine = SqliteEngine(NOWHERE, Writer(connection), connection)
    if which in _MIGRATED:
        connection.deserialize(_MIGRATED[which])
        return engine
    await migrate(engine, which)
    if which == "main":
        await engine.forbid_changes("ledger")
    _MIGRATED[which] = connection.serialize()
    return engine


async def _open_on_server() -> Engine:
    database = database_in(Path(f"in-memory-{next(NUMBERS)}"))
    assert isinstance(database, PostgresUrl)
    engine = await open_postgres(database)
    _SCHEMAS[engine] = database
    return engine


async def open_beside(store: Store) -> Engine | None:
    """The database of this store over connections of their own; None if it is in memory, where nobody else comes."""
    if (database := _SCHEMAS.get(store.engine)) is None:
        return None
    return await open_postgres(database, alone=False)


async def close(store: Store) -> None:
    """Close the databases only: `Store.close` also writes files for the next process."""
    await store.engine.close()
    await store.keys.close()
