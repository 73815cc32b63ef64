"""An installation whose database is on a PostgreSQL server.

Its keys and the record of erasures are elsewhere: in files, or on another server.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Self

from bot.domain.frozen import frozen
from bot.machine import InThread
from storage.engine import Engine
from storage.files import FileLock
from storage.head_file import HeadFile
from storage.heads import Heads
from storage.migrate import Which
from storage.places import hold, is_keystore_there, open_keystore
from storage.postgres.erasure_log import PostgresHeads, PostgresTombstones, prepare_log
from storage.postgres.opening import open_postgres
from storage.postgres.url import PostgresUrl
from storage.presence import Presence
from storage.read_only import open_read_only
from storage.remains import find_keys, find_record
from storage.sqlite import OpenEngine, SqliteEngine
from storage.sqlite_scrub import log_of
from storage.statements import (
    AlreadyRunning,
    CommandRunning,
    DatabaseLost,
    KeystoreLost,
    KeystoreUnusable,
    NotShareable,
    ReplicasRunning,
    StorageUnavailable,
)
from storage.tombstone_file import TombstoneFile
from storage.tombstones import Tombstones

TABLE = "schema_versions"
"""It is there from the first moment on."""
FOLDER = Path("data")
"""For the lock and for exports, where neither keys nor record are in files."""


@frozen
class ServerPlaces:
    """The file of keys is locked, as a database in a file would be; the server locks the database for who writes."""

    database: PostgresUrl
    keystore: Path | PostgresUrl
    tombstones: Path | PostgresUrl
    is_of_replica: bool = False
    """Whether this process would use the database together with others."""

    def shared(self) -> Self:
        """The same for replicas."""
        return replace(self, is_of_replica=True)

    @property
    def is_shared(self) -> bool:
        """Whether others may use the database at the same time. What is in a file is one process's."""
        return self.is_of_replica and not self.files

    @property
    def folder(self) -> Path:
        """Where the files are."""
        return next(iter(self.files.values()), FOLDER / "none").parent

    @property
    def files(self) -> dict[str, Path]:
        """By the setting that names each."""
        places = {"KEYSTORE_URL": self.keystore, "ERASURE_LOG": self.tombstones}
        return {name: place for name, place in places.items() if isinstance(place, Path)}

    @property
    def heads(self) -> Path | None:
        """None where tombstones, and heads with them, are in a database."""
        return self.folder / "ledger.heads" if isinstance(self.tombstones, Path) else None

    @property
    def lock(self) -> FileLock:
        name = self.keystore.name if isinstance(self.keystore, Path) else "momu"
        return FileLock(self.folder / f"{name}.lock", is_shared=self.is_shared)

    @property
    def hold_a_keystore(self) -> bool:
        """Whether its file is there. A server is asked when it is opened. Raises KeystoreUnusable."""
        return isinstance(self.keystore, PostgresUrl) or is_keystore_there(self.keystore)

    @property
    def presence(self) -> Presence:
        """Of the files that a bot has open."""
        return Presence(*self.files.values())

    def take(self) -> FileLock:
        """Keep other processes out of the files, and see that they can be written. Raises AlreadyRunning, and
        StorageUnavailable; of the keystore beside which the lock is, KeystoreUnusable."""
        tombstones = self.tombstones if isinstance(self.tombstones, Path) else None
        unusable = KeystoreUnusable if isinstance(self.keystore, Path) else StorageUnavailable
        with self._telling_who():
            return hold(self.lock, tombstones, self.heads, unusable=unusable)

    @contextmanager
    def _telling_who(self) -> Iterator[None]:
        """Let a refusal say who else may be there."""
        try:
            yield
        except AlreadyRunning:
            if not self.files:
                raise (CommandRunning if self.is_shared else ReplicasRunning) from None
            if self.is_of_replica:
                raise NotShareable from None
            raise

    async def hold_a_database(self) -> bool:
        """Raises StorageUnavailable."""
        engine = await open_postgres(self.database, alone=False, read_only=True)
        try:
            return await engine.has_table(TABLE)
        finally:
            await engine.close()

    async def remains(self, open_engine: OpenEngine) -> str:
        """What a lost database left behind; empty if the database is there, or there never was one.

        Raises StorageUnavailable.
        """
        return "" if await self.hold_a_database() else await self._left(open_engine)

    async def _left(self, open_engine: OpenEngine) -> str:
        try:
            if isinstance(self.keystore, PostgresUrl):
                left = await _find_rows(self.keystore, "keys")
            else:
                left = await find_keys(self.keystore, open_engine)
            if isinstance(self.tombstones, PostgresUrl):
                return left or await _find_rows(self.tombstones, "heads", "tombstones")
            return left or await find_record(self.folder / "ledger.heads", self.tombstones)
        except OSError as error:
            raise StorageUnavailable(type(error).__name__) from None

    async def open(self, opened: AsyncExitStack, open_engine: OpenEngine) -> tuple[Engine, Engine]:
        """The database and the keystore, to be closed by `opened`."""
        main = await self.open_database(opened)
        # The keystore is always created before the first table.
        if await main.has_table(TABLE):
            if not self.hold_a_keystore:
                raise KeystoreLost
        elif left := await self._left(open_engine):
            raise DatabaseLost(left)
        return main, await self.open_keys(opened, open_engine)

    async def open_database(self, opened: AsyncExitStack) -> Engine:
        """The database alone, to be closed by `opened`."""
        in_file = [Presence(self.keystore, log_of(self.keystore))] if isinstance(self.keystore, Path) else []
        with self._telling_who():
            main = await open_postgres(self.database, in_file, shared=self.is_shared)
        opened.push_async_callback(main.close)
        return main

    async def open_keys(self, opened: AsyncExitStack, open_engine: OpenEngine) -> Engine:
        """The keystore alone, to be closed by `opened`."""
        keys: Engine
        if isinstance(self.keystore, PostgresUrl):
            keys = await open_postgres(self.keystore, alone=False)
        else:
            keys = await open_keystore(self.keystore, open_engine)
        opened.push_async_callback(keys.close)
        return keys

    async def open_keys_alone(self, opened: AsyncExitStack) -> Engine:
        """The keystore, while no other process uses the database."""
        await self.open_database(opened)
        return await self.open_keys(opened, SqliteEngine.open)

    async def open_record(
        self, opened: AsyncExitStack, keys: Engine, in_thread: InThread, *, read_only: bool = False
    ) -> tuple[Tombstones, Heads]:
        """The record of erasures, and the heads of the ledger. Raises TombstonesUnusable too."""
        if isinstance(self.tombstones, Path):
            return TombstoneFile(self.tombstones, in_thread), HeadFile(self.folder / "ledger.heads")
        engine = keys
        if self.tombstones != self.keystore:
            engine = await open_postgres(self.tombstones, alone=False, read_only=read_only)
            opened.push_async_callback(engine.close)
        if not read_only:
            await prepare_log(engine)
        return PostgresTombstones(engine), PostgresHeads(engine)

    async def look_at(self, which: Which, open_engine: OpenEngine) -> Engine:
        """One of the two, as it is; a database on a server can only be read."""
        if which == "main":
            return await open_postgres(self.database, alone=False, read_only=True)
        if isinstance(self.keystore, Path):
            return await open_engine(self.keystore)
        return await open_postgres(self.keystore, alone=False, read_only=True)

    async def open_beside(self, opened: AsyncExitStack) -> tuple[Engine, Engine]:
        """Both, only to be read beside a running bot."""
        keys = await self.look_at("keys", open_read_only)
        opened.push_async_callback(keys.close)
        main = await self.look_at("main", open_read_only)
        opened.push_async_callback(main.close)
        return main, keys


async def _find_rows(url: PostgresUrl, *tables: str) -> str:
    """The table that has rows, and where; empty if none has."""
    engine = await open_postgres(url, alone=False, read_only=True)
    try:
        for table in tables:
            if await engine.has_table(table) and await engine.read(f"SELECT 1 FROM {table} LIMIT 1"):
                return f"the table {table} in {url}"
    finally:
        await engine.close()
    return ""
