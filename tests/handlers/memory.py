"""A real store without a file: SQLite in memory, migrated once and copied for each test, and no thread.

Only this module knows how a store is opened without one.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

from bot.domain.ledger import hash_of
from storage.files import FileLock
from storage.heads import HeadFile
from storage.migrate import Which, migrate
from storage.presence import Presence
from storage.sqlite import SqliteEngine
from storage.store import Store
from storage.tombstones import TombstoneFile
from storage.vault import Entropy, Vault

Result = TypeVar("Result")
NOWHERE = Path(":memory:")
_MIGRATED: dict[Which, bytes] = {}
"""What a database looks like before anybody has come."""


class _Here:
    """Does at once what another thread does for `storage/sqlite.py`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    async def run(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        return work(self._connection)

    async def close(self) -> None:
        self._connection.close()


async def open_in_memory() -> Store:
    """Nobody is in it yet; the same random bytes in every test."""
    entropy = seeded_entropy()
    main, keys = await _open("main"), await _open("keys")
    vault = Vault(keys, bytes(32), entropy)
    await vault.unlock()
    return Store(main, vault, keys, FileLock(NOWHERE), HeadFile(NOWHERE), TombstoneFile(NOWHERE), Presence(NOWHERE))


def seeded_entropy(seed: int = 0) -> Entropy:
    return random.Random(seed).randbytes


async def _open(which: Which) -> SqliteEngine:
    connection = sqlite3.connect(NOWHERE, isolation_level=None)
    connection.execute("PRAGMA foreign_keys=ON")
    connection.create_function("ledger_hash", 6, hash_of, deterministic=True)
    engine = SqliteEngine(NOWHERE, cast(Any, _Here(connection)), connection)
    if which in _MIGRATED:
        connection.deserialize(_MIGRATED[which])
        return engine
    await migrate(engine, which)
    if which == "main":
        await engine.forbid_changes("ledger")
    _MIGRATED[which] = connection.serialize()
    return engine


async def close(store: Store) -> None:
    """The store's own way also writes down which keys are nobody's, for a file that another process opens."""
    await store.engine.close()
    await store.keys.close()
