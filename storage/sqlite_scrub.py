"""How does nothing of what was deleted stay in any file of a SQLite database?"""

from __future__ import annotations

import sqlite3
from pathlib import Path


def log_of(path: Path) -> Path:
    """The write-ahead log."""
    return path.with_name(path.name + "-wal")


def truncate_log(connection: sqlite3.Connection, path: Path) -> bool:
    """Empty the log; False if somebody reads an old state."""
    busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    log = log_of(path)
    return not busy and (not log.exists() or log.stat().st_size == 0)


def scrub(connection: sqlite3.Connection, path: Path) -> bool:
    # secure_delete alone leaves copies in the gaps of live pages; only VACUUM removes them (facts/reliability.md 1).
    if not truncate_log(connection, path):
        return False
    connection.execute("VACUUM")
    return truncate_log(connection, path)
