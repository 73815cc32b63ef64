"""Says when the write-ahead log of a SQLite file is long enough to be copied into the file.

SQLite itself would do that within a commit, for which somebody waits. It tells the length only to programs in C, so it
is estimated: measured while one person applied at a time, and while fifty did.
"""

from __future__ import annotations

import sqlite3

PAGES_A_COMMIT = 9
CHANGES_A_PAGE = 8
LONG = 1_000  # pages, 4 MiB: what SQLite takes for long too
VERY_LONG = 10_000  # pages; then the commit that finds it copies it


class LogLength:
    """How much has been committed since the log was copied."""

    def __init__(self) -> None:
        self._commits = 0
        self._changed = 0

    def add_commit(self, changed: int) -> bool:
        """Whether it is time to copy the log. `changed` is how many rows the connection has changed since it opened."""
        self._commits += 1
        if self._commits * PAGES_A_COMMIT + (changed - self._changed) / CHANGES_A_PAGE < LONG:
            return False
        self._commits, self._changed = 0, changed
        return True


def copy_log(connection: sqlite3.Connection) -> None:
    """As far as no reader needs an older state. The next commit then begins the log anew."""
    connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
