"""Removes every trace of deleted rows from the files of a SQLite database."""

from __future__ import annotations

import ctypes
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Lock

LOG_TIMEOUT_MILLISECONDS = 10  # the bot's own queries take less


def log_of(path: Path) -> Path:
    """The path of the write-ahead log of a database."""
    return path.with_name(path.name + "-wal")


def truncate_log(connection: sqlite3.Connection, path: Path) -> bool:
    """Empty the log; False if another program reads an old state."""
    with _short_timeout(connection):
        busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    log = log_of(path)
    return not busy and (not log.exists() or log.stat().st_size == 0)


@contextmanager
def _short_timeout(connection: sqlite3.Connection) -> Iterator[None]:
    """Do not make changes wait for a long query of another program; the caller tries again later."""
    (usual,) = connection.execute("PRAGMA busy_timeout").fetchone()
    connection.execute(f"PRAGMA busy_timeout={LOG_TIMEOUT_MILLISECONDS}")
    try:
        yield
    finally:
        connection.execute(f"PRAGMA busy_timeout={usual}")


def scrub(connection: sqlite3.Connection, path: Path) -> bool:
    """Rewrite the file without deleted bytes; False if another program reads an old state."""
    # secure_delete leaves copies in the gaps of live pages; only VACUUM removes them (docs/facts/reliability.md 1).
    if not truncate_log(connection, path):
        return False
    with _beside(connection, path):
        connection.execute("VACUUM")
    _return_memory()
    return truncate_log(connection, path)


_FOLDER = Lock()
"""Where SQLite puts temporary files is a setting of the process, not of the connection."""


@contextmanager
def _beside(connection: sqlite3.Connection, path: Path) -> Iterator[None]:
    """Build what does not fit the page cache of the new file on the disk of the old one, instead of in memory.

    SQLite removes the name of that file before it writes into it (docs/decisions/nightly-scrub.md).
    """
    with _FOLDER:
        try:
            # A SQLite without this setting would take the system's temporary folder.
            if _put_folder(connection, path.absolute().parent):
                connection.execute("PRAGMA temp_store=FILE")
            yield
        finally:
            connection.execute("PRAGMA temp_store=MEMORY")
            connection.execute("PRAGMA temp_store_directory=''")


def _put_folder(connection: sqlite3.Connection, folder: Path) -> bool:
    quoted = str(folder).replace("'", "''")
    connection.execute(f"PRAGMA temp_store_directory='{quoted}'")
    return connection.execute("PRAGMA temp_store_directory").fetchall() == [(str(folder),)]


def _return_memory() -> None:
    """Give the system back what VACUUM has taken. The C library keeps it otherwise, and the process stays that large
    until it ends. Only glibc has this function (malloc_trim(3))."""
    if trim := _trim():
        trim(0)


@cache
def _trim() -> Callable[[int], int] | None:
    return getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
