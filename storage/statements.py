"""What does a change of the database look like before it is made?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.time import Moment, Span
from storage.news import News

Value = bytes | str | int | Moment | Span | None
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """One SQL statement with `$1` placeholders and, if it matters, how many rows it must touch, and what it brings.

    A decision is taken on what was read a moment ago. `touches` is how it says so: if the number of rows
    differs, somebody was faster, nothing is written, and the decision is taken again.
    """

    sql: str
    params: tuple[Value, ...] = ()
    touches: int | None = None
    brings: tuple[News, ...] = ()

    @property
    def target(self) -> str:
        """What it does to which table; never a value, so that a log may name it."""
        found = re.match(r"(INSERT INTO|UPDATE|DELETE FROM) \w+", self.sql)
        return found[0] if found else self.sql.split(" ", 1)[0]


Statements = Sequence[Statement]


class StorageError(Exception):
    """Storage refused."""


class Conflict(StorageError):
    """What the decision was based on is no longer true; decide again. The text is the target of the statement."""

    def __init__(self, reason: str = "what it was decided on is no longer true") -> None:
        super().__init__(reason)


class StorageUnavailable(StorageError):
    """The database cannot be read or written now (disk full, I/O error, locked); nothing was written.

    `reason` is a code of the driver or a kind of error, never its message: a message can quote a person's data.
    """

    def __init__(self, reason: str, file: str = "") -> None:
        super().__init__(reason)
        self.file = file


class StorageDamaged(StorageUnavailable):
    """A file is not what a database must be (SQLITE_CORRUPT, SQLITE_NOTADB)."""


class StorageMoved(StorageUnavailable):
    """A file that is open is no longer the one at its path: whatever is written now would be gone at the end."""


class TombstonesUnusable(StorageUnavailable):
    """The file of tombstones cannot be read or written."""


class HeadsUnusable(StorageUnavailable):
    """The file with the heads of the ledger cannot be read or written."""


class KeystoreUnusable(StorageUnavailable):
    """The keystore cannot be opened or written."""


class AlreadyRunning(StorageError):
    """Another process uses this database."""


class KeystoreLost(StorageError):
    """There is a database, but not the keystore that opens what is in it."""


class DatabaseLost(StorageError):
    """There is no database, but there is what only a database leaves: keys, heads of its ledger, tombstones."""

    def __init__(self, file: str) -> None:
        super().__init__(file)
        self.file = file


class SchemaTooNew(StorageError):
    """The database was written by a newer version of the bot."""
