"""Tells errors of the server and its connection from conflicts and from values that it cannot store.

The codes are SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html
"""

from __future__ import annotations

import re

import psycopg

from storage.server_refusals import (
    DatabaseMissing,
    LoginRefused,
    RightMissing,
    ServerRefusal,
    ServerUnreachable,
)
from storage.statements import StorageDamaged, StorageUnavailable

DAMAGE = ("XX001", "XX002")
VALUES = ("21", "22", "54")
"""Classes of errors of a value: it is malformed, too large, or not what the statement can take."""
REFUSALS: dict[str, type[ServerRefusal]] = {
    "08": ServerUnreachable,
    "28": LoginRefused,
    "3D": DatabaseMissing,
    "3F": DatabaseMissing,
    "42501": RightMissing,
}
LOGIN: dict[re.Pattern[str], type[ServerRefusal]] = {
    re.compile("FATAL: +database .* does not exist"): DatabaseMissing,
    re.compile("FATAL: +(password|role|no pg_hba.conf entry|.* authentication failed|permission denied)"): LoginRefused,
}
"""What libpq says while it connects has no code. A server that speaks another language is unreachable."""
BREAKING = ("08", "0A", "25", "26", "57P")
"""After these the connection is of no more use: it is lost, the server goes down or only reads, or what was prepared no
longer fits its tables."""


class ValueRefused(ValueError):
    """The database cannot store this value, such as a text with NUL: to try again would not help."""


def unavailable(error: Exception, where: str) -> StorageUnavailable:
    """The error with its code only: the server's message can quote a person's data."""
    code = getattr(error, "sqlstate", None) or ""
    for known, kind in REFUSALS.items():
        if code.startswith(known):
            return kind(code, where)
    if code in DAMAGE:
        return StorageDamaged(code, where)
    for pattern, kind in LOGIN.items():
        if not code and pattern.search(str(error)):
            return kind(type(error).__name__, where)
    if not code and isinstance(error, (psycopg.OperationalError, psycopg.InterfaceError, OSError)):
        return ServerUnreachable(type(error).__name__, where)
    return StorageUnavailable(code or type(error).__name__, where)


def is_about_a_value(error: Exception) -> bool:
    """The driver finds some values itself, and has no code for them."""
    code = getattr(error, "sqlstate", None)
    return code.startswith(VALUES) if code else isinstance(error, psycopg.DataError)


def breaks(error: Exception) -> bool:
    """Whether only another connection can help."""
    code = getattr(error, "sqlstate", None)
    return code.startswith(BREAKING) if code else not isinstance(error, psycopg.DataError)
