"""Shows what the files of a folder hold: every table as it is on disk. Nothing is ever written."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

SHOWN_ROWS = 20
SHOWN_TEXT = 80
SHOWN_WORD = 24
SHOWN_ENDS = (6, 3)  # bytes from the beginning and from the end
BUSY_TIMEOUT_SECONDS = 0.3  # while the bot vacuums, the page shows what it read before
MAGIC = b"SQLite format 3\0"
HEADER_BYTES = 136  # the header of a write-ahead log's index has 136 bytes, that of a database 100

Cell = str | int | float | None | dict[str, Any]
KindOf = Callable[[str], str]


class Folder:
    """A folder of files. `kind_of` maps the name of a table to its group on the page."""

    def __init__(self, path: Path, kind_of: KindOf) -> None:
        self._path = path
        self._kind_of = kind_of
        self._seen: dict[Path, tuple[object, list[dict[str, Any]]]] = {}

    def look(self) -> dict[str, Any]:
        """Files with their sizes, tables with their newest rows."""
        found = sorted(path for path in self._path.glob("*") if path.is_file())
        return {
            "files": [{"name": path.name, "size": size} for path in found if (size := _size(path)) is not None],
            "tables": [table for path in found for table in self._tables(path)],
        }

    def _tables(self, path: Path) -> list[dict[str, Any]]:
        """The tables of a file, read again only after a commit.

        Every commit changes the beginning of the write-ahead log's index. Size and time of the log may stay the same,
        because it is written over from its start, more than once within one tick of the file system. A database without
        a log has only its size and time.
        """
        state = [_mark(path.with_name(path.name + end)) for end in ("", "-wal", "-shm")]
        if path in self._seen and self._seen[path][0] == state:
            return self._seen[path][1]
        try:
            tables = self._read(path)
        except (sqlite3.Error, OSError):  # busy, or just being made or removed
            return self._seen.get(path, (None, []))[1]
        self._seen[path] = state, tables
        return tables

    def _read(self, path: Path) -> list[dict[str, Any]]:
        if path.suffix == ".log":
            return [self._lines(path)]
        with path.open("rb") as file:
            if file.read(len(MAGIC)) != MAGIC:
                return []
        with closing(_open(path)) as connection:
            connection.execute("BEGIN")
            names = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rootpage")
            return [self._table(connection, path, name) for (name,) in names if not name.startswith("sqlite_")]

    def _table(self, connection: sqlite3.Connection, path: Path, name: str) -> dict[str, Any]:
        quoted = _quoted(name)
        (count,) = connection.execute(f"SELECT count(*) FROM {quoted}").fetchone()  # noqa: S608 - a table's own name
        skipped = max(count - SHOWN_ROWS, 0)
        found = connection.execute(f"SELECT * FROM {quoted} LIMIT -1 OFFSET {skipped}")  # noqa: S608
        columns = [column[0] for column in found.description]
        rows = [[cell(value) for value in row] for row in found]
        return self._shown(path, name, columns, rows, count)

    def _lines(self, path: Path) -> dict[str, Any]:
        lines = path.read_text("utf-8", errors="replace").splitlines()
        return self._shown(path, path.name, ["line"], [[cell(line)] for line in lines[-SHOWN_ROWS:]], len(lines))

    def _shown(self, path: Path, name: str, columns: list[str], rows: list[list[Cell]], count: int) -> dict[str, Any]:
        return {
            "file": path.name,
            "name": name,
            "kind": self._kind_of(name),
            "columns": columns,
            "rows": rows,
            "count": count,
        }


def ids(path: Path, table: str) -> list[bytes]:
    """The column `id` of a table; nothing while the file cannot be read."""
    try:
        with closing(_open(path)) as connection:
            return [row[0] for row in connection.execute(f"SELECT id FROM {_quoted(table)}")]  # noqa: S608
    except sqlite3.Error:
        return []


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=BUSY_TIMEOUT_SECONDS)


def _quoted(table: str) -> str:
    return '"' + table.replace('"', '""') + '"'


def cell(value: object) -> Cell:
    """A value for the page; bytes become shortened hexadecimal digits, so that ciphertext is easy to recognise."""
    if isinstance(value, bytes):
        first, last = SHOWN_ENDS
        short = len(value) <= first + last
        digits = value.hex() if short else f"{value[:first].hex()}…{value[-last:].hex()}"
        return {"hex": digits, "size": len(value)}
    if isinstance(value, str):
        return _short(value)
    return value if isinstance(value, int | float) else None


def _short(text: str) -> str:
    """Shortens long digests in the middle, long texts at the end."""
    if len(text) > SHOWN_WORD and text.isalnum() and text.isascii():
        return f"{text[:12]}…{text[-6:]}"
    return text if len(text) <= SHOWN_TEXT else f"{text[:SHOWN_TEXT]}…"


def _mark(path: Path) -> object:
    """A value that changes when the file does."""
    try:
        with path.open("rb") as file:
            found = os.fstat(file.fileno())
            return found.st_ino, found.st_size, found.st_mtime_ns, file.read(HEADER_BYTES)
    except OSError:
        return None


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None
