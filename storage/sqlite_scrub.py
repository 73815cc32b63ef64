"""How does nothing of what was deleted stay in any file of a SQLite database?"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HURRY = 10  # milliseconds; a query of our own takes less


def log_of(path: Path) -> Path:
    """The write-ahead log."""
    return path.with_name(path.name + "-wal")


def truncate_log(connection: sqlite3.Connection, path: Path) -> bool:
    """Empty the log; False if somebody reads an old state."""
    with _hurrying(connection):
        busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    log = log_of(path)
    return not busy and (not log.exists() or log.stat().st_size == 0)


@contextmanager
def _hurrying(connection: sqlite3.Connection) -> Iterator[None]:
    """Nobody's changes wait for somebody else's long query: whoever wants the log empty comes again."""
    (usual,) = connection.execute("PRAGMA busy_timeout").fetchone()
    connection.execute(f"PRAGMA busy_timeout={HURRY}")
    try:
        yield
    finally:
        connection.execute(f"PRAGMA busy_timeout={usual}")


def scrub(connection: sqlite3.Connection, path: Path) -> bool:
    # secure_delete leaves copies in the gaps of live pages; only VACUUM removes them (docs/facts/reliability.md 1).
    if not truncate_log(connection, path):
        return False
    connection.execute("VACUUM")
    return truncate_log(connection, path)
