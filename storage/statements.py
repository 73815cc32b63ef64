"""What does a change of the database look like before it is made?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Value = bytes | str | int | None
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """One SQL statement with `$1` placeholders and, if it matters, how many rows it must touch.

    A decision is taken on what was read a moment ago. `touches` is how it says so: if the number of rows
    differs, somebody was faster, nothing is written, and the decision is taken again.
    """

    sql: str
    params: tuple[Value, ...] = ()
    touches: int | None = None

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
    """The database cannot be written now (disk full, I/O error, locked); nothing was written."""


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


class SchemaTooNew(StorageError):
    """The database was written by a newer version of the bot."""
