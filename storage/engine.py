"""What a database must be able to do for the storage."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from storage.statements import Row, Statements, Value


class Engine(Protocol):
    """A database; `storage/sqlite.py` is one. Only its engine file knows how it differs from other databases."""

    async def read(self, sql: str, *params: Value) -> list[Row]:
        """All rows of one query with `$1` placeholders; committed changes only."""

    def check(self) -> None:
        """Raises StorageMoved if an open file is no longer the one at its path."""

    async def write(self, statements: Statements) -> None:
        """Apply all statements or none; durable on return. Raises Conflict or StorageUnavailable."""

    async def run_script(self, script: str, *records: str) -> None:
        """Run a migration: `script` and the statements that record it, in one transaction."""

    async def forbid_changes(self, table: str) -> None:
        """Make a table append-only: its rows can be added, never changed or deleted."""

    def lifting(self, table: str, statements: Statements) -> Statements:
        """The same statements, with deletions allowed in a table that `forbid_changes` guards."""

    async def scrub(self) -> bool:
        """Remove every deleted byte from the files of this database; False if another program reads an old state."""

    async def checkpoint(self) -> bool:
        """Empty the log of the database; False if another program reads an old state."""

    async def copy_to(self, path: Path) -> None:
        """Write a compacted copy into a new private file; it is on disk when this returns."""

    async def is_sound(self) -> bool:
        """Whether every page of the file is valid."""

    async def close(self) -> None: ...
