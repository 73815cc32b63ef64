"""An installation in files: where they are, and whether they can be read and written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from typing import Protocol, Self

from bot.domain.frozen import frozen
from bot.machine import InThread
from storage.engine import Engine, FileEngine
from storage.exchange import Exchange
from storage.files import FileLock, try_appending
from storage.head_file import HeadFile
from storage.heads import Heads
from storage.migrate import Which
from storage.move_mark import MoveMark
from storage.presence import Presence
from storage.read_only import open_read_only
from storage.remains import is_blank, what_is_left
from storage.sqlite import OpenEngine, SqliteEngine
from storage.sqlite_scrub import log_of
from storage.statements import (
    DatabaseLost,
    HeadsUnusable,
    KeystoreLost,
    KeystoreUnusable,
    StorageDamaged,
    StorageError,
    StorageUnavailable,
    TombstonesUnusable,
)
from storage.tombstone_file import TombstoneFile
from storage.tombstones import Tombstones


@frozen
class Places:
    """Paths of the files."""

    database: Path
    keystore: Path
    tombstones: Path
    moving_to: str = ""
    """The server that everything is being moved to by whoever opens it."""

    def shared(self) -> Self:
        """Files are one process's."""
        return self

    @property
    def folder(self) -> Path:
        return self.database.parent

    @property
    def files(self) -> dict[str, Path]:
        """By the setting that names each."""
        return {"DATABASE_URL": self.database, "KEYSTORE_URL": self.keystore, "ERASURE_LOG": self.tombstones}

    @property
    def heads(self) -> Path:
        return self.database.with_name("ledger.heads")

    @property
    def lock(self) -> FileLock:
        return FileLock(self.database.with_name(self.database.name + ".lock"))

    @property
    def move_mark(self) -> MoveMark:
        return MoveMark(self.database)

    @property
    def exchange(self) -> Exchange:
        """The files that a restore replaces, all at once."""
        return Exchange(self.database, self.keystore, self.tombstones, self.heads)

    async def remains(self, open_engine: OpenEngine) -> str:
        """The name of a file that a lost database left behind; empty if the database is there, or there never was one.

        Raises StorageUnavailable if the folder cannot be read.
        """
        try:
            if self.exchange.is_decided or not await is_blank(self.database, open_engine):
                return ""
            return await what_is_left(self.keystore, self.heads, self.tombstones, open_engine)
        except OSError as error:
            raise StorageUnavailable(type(error).__name__) from None

    async def hold_a_database(self) -> bool:
        """Raises StorageUnavailable if the folder cannot be read."""
        return self._have_a_database()

    def _have_a_database(self) -> bool:
        try:
            return self.database.exists() or self.exchange.is_decided
        except OSError as error:
            raise StorageUnavailable(type(error).__name__) from None

    @property
    def hold_a_keystore(self) -> bool:
        """Raises KeystoreUnusable if the folder cannot be read, or the path is a folder."""
        return is_keystore_there(self.keystore)

    @property
    def presence(self) -> Presence:
        """Of the files that a bot has open."""
        return Presence(self.database, log_of(self.database), self.keystore, self.tombstones)

    def take(self) -> FileLock:
        """Keep other processes out, see that everything can be written, and finish an exchange.

        Raises AlreadyRunning, MovedAway and StorageUnavailable.
        """
        return hold(self.lock, self.tombstones, self.heads, self._begin)

    def _begin(self) -> None:
        self.move_mark.refuse(but_to=self.moving_to)
        self.exchange.finish()

    async def open(self, opened: AsyncExitStack, open_engine: OpenEngine) -> tuple[Engine, Engine]:
        """The database and the keystore, to be closed by `opened`."""
        # A keystore is always created before its database.
        if self._have_a_database() and not self.hold_a_keystore:
            raise KeystoreLost
        if left := await self.remains(open_engine):
            raise DatabaseLost(left)
        keys = await self.open_keys(opened, open_engine)
        main = await open_engine(self.database, [keys.presence])
        opened.push_async_callback(main.close)
        return main, keys

    async def open_keys(self, opened: AsyncExitStack, open_engine: OpenEngine) -> FileEngine:
        """The keystore alone, to be closed by `opened`."""
        keys = await open_keystore(self.keystore, open_engine)
        opened.push_async_callback(keys.close)
        return keys

    async def open_keys_alone(self, opened: AsyncExitStack) -> Engine:
        """The keystore, for whoever holds the lock."""
        engine = await SqliteEngine.open(self.keystore)
        opened.push_async_callback(engine.close)
        return engine

    async def open_record(
        self, _opened: AsyncExitStack, _keys: Engine, in_thread: InThread, *, read_only: bool = False
    ) -> tuple[Tombstones, Heads]:
        """The record of erasures, and the heads of the ledger."""
        return TombstoneFile(self.tombstones, in_thread), HeadFile(self.heads)

    async def look_at(self, which: Which, open_engine: OpenEngine) -> Engine:
        """One of the two, as it is."""
        return await open_engine(self.database if which == "main" else self.keystore)

    async def open_beside(self, opened: AsyncExitStack) -> tuple[Engine, Engine]:
        """Both, only to be read beside a running bot."""
        keys = await open_read_only(self.keystore)
        opened.push_async_callback(keys.close)
        main = await open_read_only(self.database)
        opened.push_async_callback(main.close)
        return main, keys


def is_keystore_there(keystore: Path) -> bool:
    """Raises KeystoreUnusable if the folder cannot be read, or the path is a folder."""
    try:
        if keystore.is_dir():
            raise IsADirectoryError
        return keystore.exists()
    except OSError as error:
        raise KeystoreUnusable(type(error).__name__) from None


async def open_keystore(keystore: Path, open_engine: OpenEngine) -> SqliteEngine:
    """Raises StorageDamaged and KeystoreUnusable."""
    try:
        return await open_engine(keystore)
    except StorageDamaged:
        raise
    except StorageUnavailable as error:
        raise KeystoreUnusable(str(error)) from None


def hold(
    lock: FileLock,
    tombstones: Path | None,
    heads: Path | None,
    finish: Callable[[], None] = lambda: None,
    unusable: type[StorageUnavailable] = StorageUnavailable,
) -> FileLock:
    """Acquire the lock, and see that the files beside the databases can be written, before an erasure needs them.

    Raises AlreadyRunning, TombstonesUnusable and HeadsUnusable; `unusable` if there can be no lock.
    """
    try:
        lock.acquire()
        _try_out(tombstones, TombstonesUnusable)
        _try_out(heads, HeadsUnusable)
        finish()
    except OSError as error:
        lock.release()
        raise unusable(type(error).__name__) from None
    except StorageError:
        lock.release()
        raise
    return lock


def _try_out(path: Path | None, error: type[StorageUnavailable]) -> None:
    try:
        if path is not None:
            try_appending(path)
    except OSError as reason:
        raise error(type(reason).__name__) from None


class Takeable(Protocol):
    """What one process at a time may change."""

    def take(self) -> FileLock: ...


@contextmanager
def alone(places: Takeable) -> Iterator[None]:
    """Hold the lock, with any exchange finished. Raises AlreadyRunning and StorageUnavailable."""
    lock = places.take()
    try:
        yield
    except OSError as error:
        raise StorageUnavailable(type(error).__name__) from None
    finally:
        lock.release()
