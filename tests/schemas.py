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
FIRST_ROWS = """
INSERT INTO ledger_head VALUES (1, 0, ''); INSERT INTO erasures_without_rows VALUES (1, 0);
INSERT INTO leader VALUES (1, 0)
"""
EMPTY = """
DO $$
DECLARE name text; has_rows boolean;
BEGIN
    -- A bot that a test has left behind.
    PERFORM pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()
        AND objid = (hashtext(current_schema())::bigint & 4294967295)::oid;
    SET LOCAL lock_timeout = '2s';
    SET LOCAL session_replication_role = replica;
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename <> 'schema_versions'
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', name) INTO has_rows;
        IF has_rows THEN EXECUTE format('DELETE FROM %I', name); END IF;
    END LOOP;
    PERFORM setval(pg_get_serial_sequence('outbox', 'id'), 1, false);
END $$;
"""
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
    [found] = connection_to(url).execute(SHAPE.encode()).fetchall()
    return found


def empty(url: PostgresUrl) -> bool:
    """False if a test has changed more than rows: nobody else can use this schema."""
    try:
        connection_to(url).execute(EMPTY.encode())
        if _shape(url) != _shapes[url]:
            return False
        connection_to(url).execute(FIRST_ROWS.encode())
    except psycopg.Error:
        return False
    return True


def give_back_schemas() -> None:
    """For the next test."""
    while _taken:
        _, url = _taken.popitem()
        if empty(url):
            _free.append(url)
        else:
            end_lines(url)
            _connections.pop(url).close()


@atexit.register
def _drop() -> None:
    """A server that was started for these tests goes as a whole."""
    for connection in _connections.values():
        connection.close()
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
    _shapes[url] = _shape(url)
    return url


async def _migrate(url: PostgresUrl) -> None:
    engine = await PostgresEngine.open(url)
    await migrate(engine, "main")
    await engine.forbid_changes("ledger")
    await engine.close()
