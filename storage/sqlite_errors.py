"""Tells SQLite errors of an unusable file from errors of a wrong statement."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from storage.statements import StorageDamaged, StorageUnavailable

DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def is_damage(error: Exception) -> bool:
    """Whether the file is damaged. sqlite3 raises these as DatabaseError, all other file errors as OperationalError."""
    primary = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the primary code of an extended one
    return primary in DAMAGE


def is_trouble(error: Exception) -> bool:
    """Whether the file is to blame, and not the statement."""
    return isinstance(error, sqlite3.OperationalError) or is_damage(error)


def unavailable(error: Exception, path: Path) -> StorageUnavailable:
    """The error with its code only: the driver's message can quote a person's data."""
    code = getattr(error, "sqlite_errorname", None) or type(error).__name__
    return (StorageDamaged if is_damage(error) else StorageUnavailable)(code, path.name)
