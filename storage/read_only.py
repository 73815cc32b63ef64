"""Opens a SQLite file that another process writes, without being able to change it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from storage.presence import Presence
from storage.sqlite import SqliteEngine
from storage.sqlite_errors import unavailable

Result = TypeVar("Result")


async def open_read_only(path: Path, beside: Sequence[Presence] = ()) -> SqliteEngine:
    """As `SqliteEngine.open`, but whatever would change the file fails. Raises StorageUnavailable."""
    try:
        reader, copier = _connect(path), _connect(path)
    except (sqlite3.Error, OSError) as error:
        raise unavailable(error, path) from None
    return SqliteEngine(path, _Copier(copier), reader, beside)


class _Copier:
    """In the place of a writer: it makes copies."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    async def run(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        return work(self._connection)

    async def run_small(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        return work(self._connection)

    def run_later(self, work: Callable[[sqlite3.Connection], object]) -> None:
        work(self._connection)

    @property
    def idle(self) -> None:
        return None

    async def close(self) -> None:
        self._connection.close()


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
    connection.execute("PRAGMA temp_store=MEMORY")  # a copy would otherwise pass through the temporary folder
    connection.execute("PRAGMA busy_timeout=5000")  # milliseconds
    return connection
