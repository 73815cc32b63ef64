"""The database that a test's bot uses: a file, or with MOMU_TEST_ENGINE=postgresql a schema on a server.

What a test asks of it by itself, it asks here, with `?` for values, in SQL that both understand.
"""

from __future__ import annotations

import asyncio
import os
import re
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from psycopg.errors import LockNotAvailable

from storage.any_places import AnyPlaces
from storage.engine import Engine
from storage.migrate import migrate
from storage.places import Places
from storage.postgres.opening import open_postgres
from storage.postgres.places import ServerPlaces
from storage.postgres.url import PostgresUrl
from storage.sqlite import SqliteEngine

ON_POSTGRES = os.environ.get("MOMU_TEST_ENGINE") == "postgresql"  # noqa: TID251
sqlite_only = partial(pytest.mark.skipif, ON_POSTGRES)
"""Of a test that looks at what only a file has; `reason` says at what."""
COLUMNS = "SELECT t.name, c.name FROM sqlite_master AS t, pragma_table_info(t.name) AS c WHERE t.type = 'table'"
COLUMNS_ON_SERVER = (
    "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()"
)
TABLES = "SELECT name FROM sqlite_master WHERE type = 'table'"
TABLES_ON_SERVER = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
FAILS = "CREATE OR REPLACE FUNCTION fails() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE disk_full; END $$"
BYTES = re.compile(r"\bx'([0-9a-fA-F]*)'")


def database_in(folder: Path) -> Path | PostgresUrl:
    """What DATABASE_URL says of a bot whose files are in this folder."""
    if not ON_POSTGRES:
        return folder / "momu.db"
    from tests.schemas import schema_of

    return schema_of(folder)


def places_in(folder: Path) -> AnyPlaces:
    database, keystore, tombstones = database_in(folder), folder / "keys.db", folder / "erasures.log"
    if isinstance(database, PostgresUrl):
        return ServerPlaces(database, keystore, tombstones)
    return Places(database, keystore, tombstones)


def query(folder: Path, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """Rows of the database of a bot in this folder; the bot may run."""
    database = database_in(folder)
    if isinstance(database, PostgresUrl):
        return _ask(database, sql, values)
    return query_file(database, sql, *values)


_kept: dict[Path, dict[tuple[Path, int], sqlite3.Connection]] = {}
"""Of each folder in which a bot runs: the connections to its files, by name and inode."""


@contextmanager
def keep_connections(folder: Path) -> Iterator[None]:
    """Meanwhile questions about a file of this folder share a connection: to open one and to read the schema takes
    twenty times as long as to ask. None is left when the bot closes its files, as the last one empties the log."""
    _kept[folder] = {}
    try:
        yield
    finally:
        for connection in _kept.pop(folder).values():
            connection.close()


def query_file(file: Path, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    kept = _kept.get(file.parent)
    if kept is None or not file.exists():
        with closing(sqlite3.connect(file)) as connection, connection:
            return connection.execute(sql, values).fetchall()
    key = (file, file.stat().st_ino)  # another file may take its place
    if key not in kept:
        kept[key] = sqlite3.connect(file)
    with kept[key] as connection:
        return connection.execute(sql, values).fetchall()


execute = query
"""Changes it by hand, as no command does."""


def tamper(folder: Path, table: str, sql: str) -> None:
    """Changes an append-only table, past the triggers that refuse it."""
    if ON_POSTGRES:
        execute(folder, f"ALTER TABLE {table} DISABLE TRIGGER USER")
        execute(folder, sql)
        execute(folder, f"ALTER TABLE {table} ENABLE TRIGGER USER")
        return
    for change in ("update", "delete"):
        execute(folder, f"DROP TRIGGER IF EXISTS {table}_forbids_{change}")
    execute(folder, sql)


@asynccontextmanager
async def full_disk(folder: Path, table: str) -> AsyncIterator[None]:
    """Whatever is inserted into this table fails, as on a full disk; everything else is stored."""
    if ON_POSTGRES:
        execute(folder, FAILS)
        begin = f"CREATE TRIGGER fails BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION fails()"
        end = f"DROP TRIGGER fails ON {table}"
    else:
        begin = f"CREATE TRIGGER fails BEFORE INSERT ON {table} BEGIN SELECT the_disk_is_full(); END"
        end = "DROP TRIGGER fails"
    await _alter(folder, begin)
    try:
        yield
    finally:
        await _alter(folder, end)


def forbid(folder: Path, table: str, message: str) -> None:
    """From now on every row of this table is refused with this message, as by a rule. No bot runs."""
    if not ON_POSTGRES:
        execute(folder, f"CREATE TRIGGER no BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, '{message}'); END")
        return
    body = f"BEGIN RAISE integrity_constraint_violation USING MESSAGE = '{message}'; END"
    execute(folder, f"CREATE OR REPLACE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$")
    execute(folder, f"CREATE TRIGGER no BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION no()")


async def _alter(folder: Path, sql: str) -> None:
    """As soon as no transaction of the bot, which this would keep waiting, has the table."""
    if not ON_POSTGRES:
        execute(folder, sql)
        return
    execute(folder, "SET lock_timeout = '50ms'")
    while True:
        try:
            execute(folder, sql)
        except LockNotAvailable:
            await asyncio.sleep(0.01)
        else:
            break
    execute(folder, "RESET lock_timeout")


def _ask(database: PostgresUrl, sql: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    from tests.schemas import connection_to

    numbers = count(1)
    sql = re.sub(r"\?", lambda _: f"${next(numbers)}", BYTES.sub(r"'\\x\1'::bytea", sql))
    cursor = connection_to(database).execute(sql.encode(), values)
    return cursor.fetchall() if cursor.description else []


def environment_in(folder: Path) -> dict[str, str]:
    """The settings that say where a bot in this folder keeps what it has."""
    database = database_in(folder)
    if isinstance(database, PostgresUrl):
        found = {"DATABASE_URL": database.secret, "KEYSTORE_URL": f"sqlite:///{folder / 'keys.db'}"}
        key = folder / "master.key"  # beside a file the bot finds it by itself
        return {**found, "MASTER_KEY": key.read_text()} if key.exists() else found
    return {"DATABASE_URL": f"sqlite:///{database}"}


def use_database(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Commands of this test are told where a bot in this folder keeps what it has."""
    for name, value in environment_in(folder).items():
        monkeypatch.setenv(name, value)


async def tables_of(engine: Engine) -> list[str]:
    """The names of its tables."""
    sql = TABLES_ON_SERVER if ON_POSTGRES and not isinstance(engine, SqliteEngine) else TABLES
    return [name for (name,) in await engine.read(sql)]


def columns_in(folder: Path) -> list[tuple[str, str]]:
    """Every table of the database of a bot in this folder with every column of it."""
    return [(table, column) for table, column in query(folder, COLUMNS_ON_SERVER if ON_POSTGRES else COLUMNS)]


async def open_main(folder: Path) -> Engine:
    """The database of a bot in this folder, without the bot."""
    database = database_in(folder)
    if isinstance(database, PostgresUrl):
        return await open_postgres(database)
    engine = await SqliteEngine.open(database)
    await migrate(engine, "main")
    return engine
