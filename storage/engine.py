"""What must a database be able to do for us?"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from storage.statements import Row, Statements, Value


class Engine(Protocol):
    """A database: `storage/sqlite.py` is one. Whatever differs between databases lives in its engine file only."""

    async def read(self, sql: str, *params: Value) -> list[Row]:
        """All rows of one query with `$1` placeholders, as committed."""

    def check(self) -> None:
        """Raises StorageMoved if what is open is no longer what anybody would open anew."""

    async def write(self, statements: Statements) -> None:
        """All statements or none, durable on return. Raises Conflict or StorageUnavailable."""

    async def run_script(self, script: str, *records: str) -> None:
        """A migration: `script` and the statements that record it, in one transaction."""

    async def forbid_changes(self, table: str) -> None:
        """From now on rows of this table can be added, never changed or deleted."""

    def lifting(self, table: str, statements: Statements) -> Statements:
        """The same with deletions allowed in a table that `forbid_changes` guards; only among other changes."""

    async def scrub(self) -> bool:
        """Leave no deleted byte in any file of this database; False if somebody still reads an old state."""

    async def checkpoint(self) -> bool:
        """Leave nothing in the log of the database; False if somebody still reads an old state."""

    async def copy_to(self, path: Path) -> None:
        """Write a compacted copy into a new private file; it is on disk when this returns."""

    async def is_sound(self) -> bool:
        """Whether the file is what a database must be, to its last page."""

    async def close(self) -> None: ...
