"""The files of the installation: where they are, and whether they can be read and written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from storage.exchange import Exchange
from storage.files import FileLock, try_appending
from storage.remains import is_blank, what_is_left
from storage.sqlite import OpenEngine
from storage.statements import HeadsUnusable, KeystoreUnusable, StorageUnavailable, TombstonesUnusable


@dataclass(frozen=True, slots=True)
class Places:
    """Paths of the files."""

    database: Path
    keystore: Path
    tombstones: Path

    @property
    def heads(self) -> Path:
        return self.database.with_name("ledger.heads")

    @property
    def lock(self) -> FileLock:
        return FileLock(self.database.with_name(self.database.name + ".lock"))

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

    @property
    def hold_a_database(self) -> bool:
        """Raises StorageUnavailable if the folder cannot be read."""
        try:
            return self.database.exists() or self.exchange.is_decided
        except OSError as error:
            raise StorageUnavailable(type(error).__name__) from None

    @property
    def hold_a_keystore(self) -> bool:
        """Raises KeystoreUnusable if the folder cannot be read, or the path is a folder."""
        try:
            if self.keystore.is_dir():
                raise IsADirectoryError
            return self.keystore.exists()
        except OSError as error:
            raise KeystoreUnusable(type(error).__name__) from None

    def try_out(self) -> None:
        """See that the files beside the databases can be written, before an erasure needs them.

        Raises TombstonesUnusable and HeadsUnusable.
        """
        unusable = {self.tombstones: TombstonesUnusable, self.heads: HeadsUnusable}
        for path, error in unusable.items():
            try:
                try_appending(path)
            except OSError as reason:
                raise error(type(reason).__name__) from None


@contextmanager
def alone(places: Places) -> Iterator[None]:
    """Hold the lock, with any exchange finished. Raises AlreadyRunning and StorageUnavailable."""
    lock = places.lock
    try:
        lock.acquire()
        places.try_out()
        places.exchange.finish()
        yield
    except OSError as error:
        raise StorageUnavailable(type(error).__name__) from None
    finally:
        lock.release()
