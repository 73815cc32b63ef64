"""Where does everything lie, and can it be read and written there?"""

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
    """Where everything lies."""

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
        """What a restore changes, all at once."""
        return Exchange(self.database, self.keystore, self.tombstones, self.heads)

    async def remains(self, open_engine: OpenEngine) -> str:
        """The name of a file that only a database can have left, if there is none; empty if there is, or never was.

        Raises StorageUnavailable where nobody may look.
        """
        try:
            if self.exchange.is_decided or not await is_blank(self.database, open_engine):
                return ""
            return await what_is_left(self.keystore, self.heads, self.tombstones, open_engine)
        except OSError as error:
            raise StorageUnavailable(type(error).__name__) from None

    @property
    def hold_a_database(self) -> bool:
        """Raises StorageUnavailable where nobody may look."""
        try:
            return self.database.exists() or self.exchange.is_decided
        except OSError as error:
            raise StorageUnavailable(type(error).__name__) from None

    @property
    def hold_a_keystore(self) -> bool:
        """Raises KeystoreUnusable where nobody may look, or there can be none."""
        try:
            if self.keystore.is_dir():
                raise IsADirectoryError
            return self.keystore.exists()
        except OSError as error:
            raise KeystoreUnusable(type(error).__name__) from None

    def try_out(self) -> None:
        """Everything that will be written beside the databases can be, or it would be noticed by the first who wants
        to be forgotten. Raises TombstonesUnusable and HeadsUnusable."""
        unusable = {self.tombstones: TombstonesUnusable, self.heads: HeadsUnusable}
        for path, error in unusable.items():
            try:
                try_appending(path)
            except OSError as reason:
                raise error(type(reason).__name__) from None


@contextmanager
def alone(places: Places) -> Iterator[None]:
    """No other process, and nothing left to finish. Raises AlreadyRunning and StorageUnavailable."""
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
