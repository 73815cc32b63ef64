"""What a database must be able to do for the storage."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Literal, Protocol, runtime_checkable

from storage.presence import Presence
from storage.statements import NoFile, Row, Statements, Value

Dialect = Literal["sqlite", "pg"]


class Engine(Protocol):
    """A database; `storage/sqlite.py` and `storage/postgres/engine.py` are two. Only an engine knows how its database
    differs from others."""

    @property
    def dialect(self) -> Dialect:
        """Which files of the migrations are meant for it, where they differ."""

    async def read(self, sql: str, *params: Value) -> list[Row]:
        """All rows of one query with `$1` placeholders; committed changes only."""

    def check(self) -> None:
        """Raises StorageMoved if an open file is no longer the one at its path."""

    async def write(self, statements: Statements) -> None:
        """Apply all statements or none; durable on return. Raises Conflict or StorageUnavailable.

        After OutcomeUnknown, which is one, they may have been applied.
        """

    async def run_script(self, script: str, *records: str) -> None:
        """Run a migration: `script` and the statements that record it, in one transaction."""

    async def has_table(self, name: str) -> bool: ...

    def migrating(self) -> AbstractAsyncContextManager[None]:
        """Held while migrations are looked for and run, by one process at a time."""

    async def forbid_changes(self, table: str) -> None:
        """Make a table append-only: its rows can be added, never changed or deleted."""

    def lifting(self, table: str, statements: Statements) -> Statements:
        """The same statements, with deletions allowed in a table that `forbid_changes` guards."""

    async def scrub(self) -> bool:
        """Remove every deleted byte from the files of this database; False if another program reads an old state.

        What a server writes elsewhere (its log, its backups) no program reaches: docs/decisions/postgresql.md.
        """

    async def checkpoint(self) -> bool:
        """Empty the log of the database, as far as it is this program's; False if another one reads an old state."""

    async def close(self) -> None: ...


@runtime_checkable
class FileEngine(Engine, Protocol):
    """A database that is a file."""

    @property
    def presence(self) -> Presence:
        """Whether the file is still at its path."""

    async def copy_to(self, path: Path) -> None:
        """Write a compacted copy into a new private file; it is on disk when this returns."""

    async def is_sound(self) -> bool:
        """Whether every page of the file is valid."""


def as_file(engine: Engine) -> FileEngine:
    """The same engine, if its database is a file. Raises NoFile."""
    if isinstance(engine, FileEngine):
        return engine
    raise NoFile
