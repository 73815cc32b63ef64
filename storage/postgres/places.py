"""An installation whose database is on a PostgreSQL server, and whose keys and tombstones are in files elsewhere."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from storage.engine import Engine
from storage.files import FileLock
from storage.migrate import Which
from storage.places import hold, is_keystore_there, open_keystore
from storage.postgres.opening import open_postgres
from storage.postgres.url import PostgresUrl
from storage.presence import Presence
from storage.read_only import open_read_only
from storage.remains import what_is_left
from storage.sqlite import OpenEngine
from storage.sqlite_scrub import log_of
from storage.statements import DatabaseLost, KeystoreLost, StorageUnavailable

TABLE = "schema_versions"
"""It is there from the first moment on."""


@dataclass(frozen=True, slots=True)
class ServerPlaces:
    """The file of keys is locked, as a database in a file would be; the server locks the database for who writes."""

    database: PostgresUrl
    keystore: Path
    tombstones: Path

    @property
    def folder(self) -> Path:
        """Where the files are."""
        return self.keystore.parent

    @property
    def files(self) -> dict[str, Path]:
        """By the setting that names each."""
        return {"KEYSTORE_URL": self.keystore, "ERASURE_LOG": self.tombstones}

    @property
    def heads(self) -> Path:
        return self.keystore.with_name("ledger.heads")

    @property
    def lock(self) -> FileLock:
        return FileLock(self.keystore.with_name(self.keystore.name + ".lock"))

    @property
    def hold_a_keystore(self) -> bool:
        """Raises KeystoreUnusable."""
        return is_keystore_there(self.keystore)

    @property
    def presence(self) -> Presence:
        """Of the files that a bot has open."""
        return Presence(self.keystore, self.tombstones)

    def take(self) -> FileLock:
        """Keep other processes out of the files, and see that they can be written. Raises AlreadyRunning, and
        StorageUnavailable."""
        return hold(self.lock, self.tombstones, self.heads)

    async def hold_a_database(self) -> bool:
        """Raises StorageUnavailable."""
        engine = await open_postgres(self.database, alone=False, read_only=True)
        try:
            return await engine.has_table(TABLE)
        finally:
            await engine.close()

    async def remains(self, open_engine: OpenEngine) -> str:
        """The name of a file that a lost database left behind; empty if the database is there, or there never was one.

        Raises StorageUnavailable.
        """
        return "" if await self.hold_a_database() else await self._left(open_engine)

    async def _left(self, open_engine: OpenEngine) -> str:
        try:
            return await what_is_left(self.keystore, self.heads, self.tombstones, open_engine)
        except OSError as error:
            raise StorageUnavailable(type(error).__name__) from None

    async def open(self, opened: AsyncExitStack, open_engine: OpenEngine) -> tuple[Engine, Engine]:
        """The database and the keystore, to be closed by `opened`."""
        beside = Presence(self.keystore, log_of(self.keystore))
        main = await open_postgres(self.database, [beside])
        opened.push_async_callback(main.close)
        # The keystore is always created before the first table.
        if await main.has_table(TABLE):
            if not self.hold_a_keystore:
                raise KeystoreLost
        elif left := await self._left(open_engine):
            raise DatabaseLost(left)
        keys = await open_keystore(self.keystore, open_engine)
        opened.push_async_callback(keys.close)
        return main, keys

    async def look_at(self, which: Which, open_engine: OpenEngine) -> Engine:
        """One of the two, as it is; the database can only be read."""
        if which == "keys":
            return await open_engine(self.keystore)
        return await open_postgres(self.database, alone=False, read_only=True)

    async def open_beside(self, opened: AsyncExitStack) -> tuple[Engine, Engine]:
        """Both, only to be read beside a running bot."""
        keys = await open_read_only(self.keystore)
        opened.push_async_callback(keys.close)
        main = await self.look_at("main", open_read_only)
        opened.push_async_callback(main.close)
        return main, keys
