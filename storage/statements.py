"""SQL statements as values, before they run, and the errors of the storage."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from bot.domain.frozen import frozen
from bot.domain.time import Moment, Span
from storage.news import News

Value = bytes | str | int | Moment | Span | None
Row = tuple[Any, ...]


@frozen
class Statement:
    """One SQL statement with `$1` placeholders. `touches` is how many rows it must change, `brings` the news it posts.
    One that `adds` does nothing but add its last parameter to a counter: two of a transaction may be written as one.

    A decision relies on what was read a moment ago. If the number of rows differs from `touches`, somebody else was
    faster: nothing is written, and the decision is made again.
    """

    sql: str
    params: tuple[Value, ...] = ()
    touches: int | None = None
    brings: tuple[News, ...] = ()
    adds: bool = False

    @property
    def target(self) -> str:
        """The verb and the table, such as `UPDATE leads`; it holds no values, so it may be logged."""
        found = re.match(r"(INSERT INTO|UPDATE|DELETE FROM) \w+", self.sql)
        return found[0] if found else self.sql.split(" ", 1)[0]


Statements = Sequence[Statement]


class StorageError(Exception):
    """The storage refused."""


class Conflict(StorageError):
    """A decision relied on what is no longer true: decide again. The text is the target of the statement."""

    def __init__(self, reason: str = "what it was decided on is no longer true") -> None:
        super().__init__(reason)


class StorageUnavailable(StorageError):
    """The database cannot be read or written now (disk full, I/O error, locked, server away); nothing was written,
    unless it is OutcomeUnknown.

    `reason` is an error code or an error class, never a message: a message can quote a person's data.
    """

    def __init__(self, reason: str, file: str = "") -> None:
        super().__init__(reason)
        self.file = file


class OutcomeUnknown(StorageUnavailable):
    """The connection broke off while the server committed: perhaps everything was written, perhaps nothing.

    To decide again is safe: an update that was written is known by its number, and other changes say in `touches` what
    they rely on. To write the same statements again is not.
    """


class StorageDamaged(StorageUnavailable):
    """A file is no valid database (SQLITE_CORRUPT, SQLITE_NOTADB)."""


class StorageMoved(StorageUnavailable):
    """An open file is no longer the one at its path: what is written now would be lost."""


class TombstonesUnusable(StorageUnavailable):
    """The file of tombstones cannot be read or written."""


class HeadsUnusable(StorageUnavailable):
    """The file with the heads of the ledger cannot be read or written."""


class KeystoreUnusable(StorageUnavailable):
    """The keystore cannot be opened or written."""


class NoLongerLeading(StorageUnavailable):
    """Another process leads by now, and this one has not noticed: nothing was written."""

    def __init__(self) -> None:
        super().__init__("another process leads now")


class AlreadyRunning(StorageError):
    """Another process uses this database."""


class NotShareable(AlreadyRunning):
    """It is one process's alone, because a part of it is in files."""


class ReplicasRunning(AlreadyRunning):
    """Replicas use it, or a command that must be alone, and this process must be alone too."""


class CommandRunning(AlreadyRunning):
    """A command that must be alone uses it, and this process would be a replica."""


class KeystoreLost(StorageError):
    """There is a database, but its keystore is missing."""


class DatabaseLost(StorageError):
    """The database is missing, but files that it left are there: keys, heads of the ledger, tombstones."""

    def __init__(self, file: str) -> None:
        super().__init__(file)
        self.file = file


class MovedAway(StorageError):
    """The installation has moved to `file`, and goes on there."""

    def __init__(self, file: str) -> None:
        super().__init__(file)
        self.file = file


class MoveUnfinished(MovedAway):
    """The installation is being moved there."""


class NoFile(StorageError):
    """The database is on a server; only a file can be copied."""


class SchemaTooNew(StorageError):
    """The database was written by a newer version of the bot."""
