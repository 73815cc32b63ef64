"""Which of SQLite's errors say that the file cannot be used, and which that what was asked of it is wrong?"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from storage.statements import StorageDamaged, StorageUnavailable

DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def is_damage(error: Exception) -> bool:
    """These two are plain DatabaseErrors, no OperationalErrors as all other troubles with a file."""
    primary = getattr(error, "sqlite_errorcode", 0) & 0xFF  # an extended code says more about the same
    return primary in DAMAGE


def is_trouble(error: Exception) -> bool:
    """Whether the file is to blame, and not what was asked of it."""
    return isinstance(error, sqlite3.OperationalError) or is_damage(error)


def unavailable(error: Exception, path: Path) -> StorageUnavailable:
    """The kind of error without its message: a message can quote a person's data."""
    code = getattr(error, "sqlite_errorname", None) or type(error).__name__
    return (StorageDamaged if is_damage(error) else StorageUnavailable)(code, path.name)
