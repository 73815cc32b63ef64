"""Schemas for tests on PostgreSQL: each is migrated once, and emptied for the next test."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import RawCursor

from storage.migrate import migrate
from storage.postgres.connection import WholeNumber
from storage.postgres.engine import PostgresEngine
from storage.postgres.url import PostgresUrl
from tests.postgres_server import address, in_schema

NUMBERS = count(1)
_taken: dict[Path, PostgresUrl] = {}
_free: list[PostgresUrl] = []
_connections: dict[PostgresUrl, psycopg.Connection[tuple[Any, ...]]] = {}
FIRST_ROWS = """
INSERT INTO ledger_head VALUES (1, 0, ''); INSERT INTO erasures_without_rows VALUES (1, 0);
INSERT INTO leader VALUES (1, 0)
"""
FILLED = """
DO $$
DECLARE name text; has_rows boolean;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename <> 'schema_versions'
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', name) INTO has_rows;
        IF has_rows THEN EXECUTE format('TRUNCATE %I RESTART IDENTITY', name); END IF;
    END LOOP;
END $$;
"""


def schema_of(folder: Path) -> PostgresUrl:
    """The schema of a bot in this folder; an empty one at first."""
    folder = folder.resolve()
    if folder not in _taken:
        _taken[folder] = _free.pop() if _free else _make()
    return _taken[folder]


def connection_to(url: PostgresUrl) -> psycopg.Connection[tuple[Any, ...]]:
    if url not in _connections:
        _connections[url] = psycopg.connect(url.secret, autocommit=True, cursor_factory=RawCursor)
        _connections[url].adapters.register_loader("numeric", WholeNumber)
    return _connections[url]


@pytest.fixture(autouse=True)
def schemas_are_given_back() -> Iterator[None]:
    """For the next test."""
    yield
    for url in _taken.values():
        connection_to(url).execute(f"{FILLED}{FIRST_ROWS}".encode())
        _free.append(url)
    _taken.clear()


def _make() -> PostgresUrl:
    name = f"momu_test_{os.getpid()}_{next(NUMBERS)}"
    with psycopg.connect(address(), autocommit=True) as connection:
        connection.execute(f"DROP SCHEMA IF EXISTS {name} CASCADE".encode())
        connection.execute(f"CREATE SCHEMA {name}".encode())
    url = PostgresUrl.parse(in_schema(name))
    made = threading.Thread(target=lambda: asyncio.run(_migrate(url)))  # the loop here is another's
    made.start()
    made.join()
    return url


async def _migrate(url: PostgresUrl) -> None:
    engine = await PostgresEngine.open(url)
    await migrate(engine, "main")
    await engine.forbid_changes("ledger")
    await engine.close()
