"""Removes every trace of deleted rows from the files of a SQLite database."""

from __future__ import annotations

import ctypes
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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
    connection.execute("VACUUM")
    _return_memory()
    return truncate_log(connection, path)


def _return_memory() -> None:
    """Give the system back what VACUUM has taken, as much as the file is long. The C library keeps it otherwise, and
    the process stays that large until it ends. Only glibc has this function (malloc_trim(3))."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim:
        trim(0)
