"""What stands in the files of an installation, as anybody with a SQLite of their own would read it?"""

from __future__ import annotations

import base64
import hashlib
import hmac
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import Context
from pathlib import Path
from typing import Any

from storage.vault import Wrap


class Books:
    """One database, read by a connection of its own that holds nothing up; it follows the file when it is replaced."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._inode = 0
        self._reader: sqlite3.Connection | None = None

    def read(self, sql: str, *params: object) -> list[tuple[Any, ...]]:
        """Nothing while there is no such file or table, or it cannot be read."""
        with suppress(OSError, sqlite3.Error):
            return self._open().execute(sql, params).fetchall()
        return []

    @contextmanager
    def at_one_moment(self) -> Iterator[None]:
        """What is read within is of one state, and cheaper: the file is locked and unlocked once."""
        self.read("BEGIN")
        try:
            yield
        finally:
            self.read("COMMIT")

    def version(self) -> object:
        """Another one after every change by somebody else."""
        rows = self.read("PRAGMA data_version")
        return (self._inode, rows)

    def tables(self) -> dict[str, list[str]]:
        """The columns of every table."""
        names = self.read("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {name: [row[1] for row in self.read(f"PRAGMA table_info({name})")] for (name,) in names}

    def close(self) -> None:
        if self._reader:
            self._reader.close()
        self._reader = None

    def _open(self) -> sqlite3.Connection:
        inode = self._path.stat().st_ino
        if self._reader is None or inode != self._inode:
            self.close()
            self._inode = inode
            # In a context of nobody's: whoever stands by does not belong to a process that can be killed.
            self._reader = Context().run(self._connect)
        return self._reader

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(f"file:{self._path}?mode=ro", uri=True, isolation_level=None)


def pseudonym(folder: Path, person: int) -> bytes:
    """Who somebody of Telegram is in these books; nothing before the first start.

    Only the pepper needs the bot's own way of opening it.
    """
    keys = Books(folder / "keys.db")
    rows = keys.read("SELECT wrapped FROM secrets WHERE name = 'pepper'")
    keys.close()
    if not rows:
        return b""
    master = base64.b64decode((folder / "master.key").read_bytes())
    pepper = Wrap(master, bytes).open(b"pepper", rows[0][0])
    return hmac.digest(pepper, f"telegram:{person}".encode(), hashlib.sha256)
