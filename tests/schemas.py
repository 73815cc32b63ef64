"""Schemas for tests on PostgreSQL: each is migrated once, and emptied for the next test."""

from __future__ import annotations

import asyncio
import atexit
import os
import threading
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from psycopg import RawCursor

from storage.migrate import migrate
from storage.postgres.connection import WholeNumber
from storage.postgres.engine import PostgresEngine
from storage.postgres.url import PostgresUrl
from tests.kept_lines import POOL, end_lines, keep_lines
from tests.postgres_server import address, in_schema

keep_lines()

NUMBERS = count(1)
_taken: dict[Path, PostgresUrl] = {}
_made: list[str] = []
_free: list[PostgresUrl] = []
_shapes: dict[PostgresUrl, tuple[Any, ...]] = {}
"""What each was when it was made."""
_connections: dict[PostgresUrl, psycopg.Connection[tuple[Any, ...]]] = {}
_emptiers: dict[PostgresUrl, psycopg.Connection[tuple[Any, ...]]] = {}
EMPTY = """
CREATE FUNCTION pg_temp.empty_tables() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    -- A bot that a test has left behind.
    PERFORM pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()
        AND objid = (hashtext(current_schema())::bigint & 4294967295)::oid;
    {each_table}
    PERFORM setval(pg_get_serial_sequence('outbox', 'id'), 1, false);
    INSERT INTO ledger_head VALUES (1, 0, '');
    INSERT INTO erasures_without_rows VALUES (1, 0);
    INSERT INTO leader VALUES (1, 0);
END $$;
SET session_replication_role = replica;
SET lock_timeout = '2s';
"""
"""Run on a connection of its own, for which no trigger fires; on it the function keeps its plans."""
EMPTY_ONE = "IF EXISTS (SELECT 1 FROM {0}) THEN DELETE FROM {0}; END IF;\n"
WITH_ROWS = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename <> 'schema_versions'"
SHAPE = """
SELECT (SELECT md5(string_agg(format('%s %s %s', attrelid::regclass, attname, atttypid), ',' ORDER BY attrelid, attnum))
        FROM pg_attribute JOIN pg_class ON attrelid = pg_class.oid
        WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND attnum > 0),
    (SELECT string_agg(tgname, ',' ORDER BY tgname) FROM pg_trigger JOIN pg_class ON tgrelid = pg_class.oid
        WHERE relnamespace = current_schema()::regnamespace AND tgenabled = 'O'),
    (SELECT string_agg(version::text, ',' ORDER BY version) FROM schema_versions)
"""
"""Its tables, their columns and triggers, and its version."""


def schema_of(folder: Path) -> PostgresUrl:
    """The schema of a bot in this folder; an empty one at first."""
    folder = folder.resolve()
    if folder not in _taken:
        _taken[folder] = take_schema()
    return _taken[folder]


def take_schema() -> PostgresUrl:
    """One that `empty` is asked to empty by whoever takes it."""
    return _free.pop() if _free else _make()


def connection_to(url: PostgresUrl) -> psycopg.Connection[tuple[Any, ...]]:
    if url not in _connections:
        _connections[url] = psycopg.connect(url.secret, autocommit=True, cursor_factory=RawCursor)
        _connections[url].adapters.register_loader("numeric", WholeNumber)
    return _connections[url]


def _shape(url: PostgresUrl) -> tuple[Any, ...]:
    [found] = _emptiers[url].execute(SHAPE.encode()).fetchall()
    return found


def empty(url: PostgresUrl) -> bool:
    """False if a test has changed more than rows: nobody else can use this schema."""
    try:
        _emptiers[url].execute(b"SELECT pg_temp.empty_tables()")
        return _shape(url) == _shapes[url]
    except psycopg.Error:
        return False


def give_back_schemas() -> None:
    """For the next test."""
    while _taken:
        _, url = _taken.popitem()
        if empty(url):
            _free.append(url)
        else:
            end_lines(url)
            _close(url)


def _close(url: PostgresUrl) -> None:
    for connections in (_connections, _emptiers):
        if url in connections:
            connections.pop(url).close()


@atexit.register
def _drop() -> None:
    """A server that was started for these tests goes as a whole."""
    for url in _shapes:
        _close(url)
    if not os.environ.get("POSTGRES_URL"):  # noqa: TID251
        return
    with psycopg.connect(address(), autocommit=True) as connection:
        for name in _made:
            connection.execute(f"DROP SCHEMA IF EXISTS {name} CASCADE".encode())


def _make() -> PostgresUrl:
    name = f"{POOL}{os.getpid()}_{next(NUMBERS)}"
    with psycopg.connect(address(), autocommit=True) as connection:
        connection.execute(f"DROP SCHEMA IF EXISTS {name} CASCADE".encode())
        connection.execute(f"CREATE SCHEMA {name}".encode())
    _made.append(name)
    url = PostgresUrl.parse(in_schema(name))
    made = threading.Thread(target=lambda: asyncio.run(_migrate(url)))  # the loop here is another's
    made.start()
    made.join()
    _emptiers[url] = _open_emptier(url)
    _shapes[url] = _shape(url)
    return url


def _open_emptier(url: PostgresUrl) -> psycopg.Connection[tuple[Any, ...]]:
    connection = psycopg.connect(url.secret, autocommit=True, cursor_factory=RawCursor)
    tables = [name for (name,) in connection.execute(WITH_ROWS.encode()).fetchall()]
    each_table = "".join(EMPTY_ONE.format(name) for name in tables)
    connection.execute(EMPTY.format(each_table=each_table).encode())
    return connection


async def _migrate(url: PostgresUrl) -> None:
    engine = await PostgresEngine.open(url)
    await migrate(engine, "main")
    await engine.forbid_changes("ledger")
    await engine.close()
