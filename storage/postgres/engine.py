"""The PostgreSQL engine: one connection that writes, with group commit, and one that reads.

Both are opened again after a loss. psycopg's pipeline sends a group in one round trip; measured at two to three times
the commits of asyncpg, and seven times where a round trip takes a millisecond (docs/decisions/postgresql.md).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import psycopg
from psycopg.errors import LockNotAvailable
from psycopg.pq import TransactionStatus

from storage.engine import Dialect
from storage.group_commit import GroupCommit, Outcome
from storage.postgres.commit import LOCK, commit
from storage.postgres.connection import Connection, Line
from storage.postgres.errors import breaks, unavailable
from storage.postgres.news import announce
from storage.postgres.reads import Reads
from storage.postgres.url import PostgresUrl
from storage.presence import Presence
from storage.statements import (
    Conflict,
    OutcomeUnknown,
    Row,
    Statement,
    Statements,
    StorageUnavailable,
    Value,
)

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
HAS_TABLE = """
SELECT 1 FROM pg_class WHERE relname = $1 AND relnamespace = quote_ident(current_schema())::regnamespace
    AND relkind IN ('r', 'p')
"""
GUARDED = (
    "SELECT 1 FROM pg_trigger WHERE tgrelid = to_regclass(quote_ident(current_schema()) || '.' || $1) AND tgname = $2"
)
APPEND_ONLY = """
CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('momu.lifting', true) = TG_TABLE_NAME THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE OR REPLACE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE OR REPLACE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION append_only()
"""
COLLATE = """
DO $$
DECLARE found record;
BEGIN
    FOR found IN
        SELECT attrelid::regclass AS changed,
            string_agg(format('ALTER COLUMN %I TYPE text COLLATE "C"', attname), ', ') AS columns
        FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
        WHERE relnamespace = quote_ident(current_schema())::regnamespace AND relkind = 'r'
            AND pg_has_role(relowner, 'USAGE')
            AND attnum > 0 AND atttypid = 'text'::regtype AND attcollation <> '"C"'::regcollation
        GROUP BY attrelid
    LOOP
        EXECUTE format('ALTER TABLE %s %s', found.changed, found.columns);
    END LOOP;
END $$
"""
"""Text is compared by the codes of its letters, as on SQLite, whatever the language of the database. It runs after each
script: to ask a view of `information_schema` would take the server longer than the script itself."""
MIGRATING = 0x6D6F6D77
"""The number of the session lock of whoever brings a schema up to date."""
PATIENT = "SET statement_timeout = 0; SET lock_timeout = {lock}"
USUAL = "SET statement_timeout = '30s'; SET lock_timeout = '5s'"
SCRUB_LOCK = "'100ms'"
"""How long a table that others use is waited for; the caller tries again later."""


class PostgresEngine:
    """One schema of one database; open it with `await PostgresEngine.open(url)`."""

    dialect: Dialect = "pg"

    def __init__(
        self, url: PostgresUrl, writer: Line, reader: Line, beside: Sequence[Presence] = (), *, shared: bool = False
    ) -> None:
        self._url, self._where, self._shared = url, url.shown, shared
        self._writer = writer
        self._needed = beside
        self._reads = Reads(reader, url.shown)
        self._group = GroupCommit(self._commit)
        self._writing = asyncio.Lock()
        """A connection is no queue: one transaction, script or scrub at a time."""

    @classmethod
    async def open(
        cls,
        url: PostgresUrl,
        beside: Sequence[Presence] = (),
        *,
        alone: bool = True,
        shared: bool = False,
        read_only: bool = False,
    ) -> PostgresEngine:
        """Files in `beside` must be in their places before anything is written. `alone`: no other process may open it
        so; `shared`: others may open it in this way, and each tells the others its news. `read_only`: whatever would
        change it fails. Raises AlreadyRunning, and StorageUnavailable of a kind that says why."""
        alone = alone and not shared
        writer, reader = Line(url, alone=alone, shared=shared, read_only=read_only), Line(url, read_only=True)
        try:
            await writer.get()
            await reader.get()
        except BaseException:
            await writer.drop()
            raise
        return cls(url, writer, reader, beside, shared=shared)

    async def read(self, sql: str, *params: Value) -> list[Row]:
        return await self._reads.ask(sql, params)

    def check(self) -> None:
        for presence in self._needed:
            presence.check()

    async def write(self, statements: Statements) -> None:
        if statements:
            await self._group.write([*statements, *announce(statements)] if self._shared else statements)

    def is_mine(self, backend: int) -> bool:
        """Whether this process of the server serves the connection that writes."""
        return self._writer.is_mine(backend)

    async def _commit(self, changes: list[Statements]) -> list[Outcome]:
        self.check()
        try:
            return await self._try_to_commit(changes)
        except OutcomeUnknown:
            raise
        except StorageUnavailable:
            # The connection may have been dead for long. Nothing was written, so it can be repeated on a new one.
            if self._writer.is_open:
                raise
        return await self._try_to_commit(changes)

    async def _try_to_commit(self, changes: list[Statements]) -> list[Outcome]:
        async with self._line() as connection:
            return await commit(connection, self._where, changes)

    async def run_script(self, script: str, *records: str) -> None:
        async with self._line() as connection:
            try:
                parts = ["BEGIN", PATIENT.format(lock=0), LOCK, script, COLLATE, *records, USUAL, "COMMIT"]
                await connection.execute(";\n".join(parts), prepare=False)
            except psycopg.IntegrityError:
                raise Conflict from None

    async def has_table(self, name: str) -> bool:
        return bool(await self.read(HAS_TABLE, name))

    @asynccontextmanager
    async def migrating(self) -> AsyncIterator[None]:
        key = f"{MIGRATING}, hashtext(current_schema())"
        async with self._line() as connection:
            await connection.execute(PATIENT.format(lock=0), prepare=False)
            await connection.execute(f"SELECT pg_advisory_lock({key})", prepare=False)
            await connection.execute(USUAL, prepare=False)
        try:
            yield
        finally:
            async with self._line() as connection:
                await connection.execute(f"SELECT pg_advisory_unlock({key})", prepare=False)

    async def forbid_changes(self, table: str) -> None:
        # To make a trigger anew would wait for everybody who uses the table.
        if not await self.read(GUARDED, table, f"{table}_not_emptied"):
            await self.run_script(APPEND_ONLY.format(table=table))

    def lifting(self, table: str, statements: Statements) -> Statements:
        lift, end = (Statement("SELECT set_config('momu.lifting', $1, true)", (name,)) for name in (table, ""))
        return [lift, *statements, end]

    async def scrub(self) -> bool:
        tables = [row[0] for row in await self.read(TABLES)]
        async with self._line() as connection:
            await connection.execute(PATIENT.format(lock=SCRUB_LOCK), prepare=False)
            try:
                for table in tables:
                    await connection.execute(f'VACUUM (FULL) "{table}"', prepare=False)
            except LockNotAvailable:
                return False
            finally:
                if not connection.closed:
                    await connection.execute(USUAL, prepare=False)
        return True

    async def checkpoint(self) -> bool:
        """Its log is the server's: nobody but the server can empty it."""
        return True

    async def close(self) -> None:
        await self._group.finish()
        await self._reads.close()
        await self._writer.drop()

    @asynccontextmanager
    async def _line(self) -> AsyncIterator[Connection]:
        """The writer's connection, for this task alone; it is left without an open transaction whatever happens."""
        async with self._writing:
            connection = await self._writer.get()
            try:
                yield connection
            except psycopg.Error as error:
                await self._roll_back(connection, is_broken=breaks(error))
                raise unavailable(error, self._where) from None
            except Exception:
                await self._roll_back(connection, is_broken=connection.closed)
                raise
            except BaseException:  # nobody knows what is still on its way
                await self._writer.drop()
                raise

    async def _roll_back(self, connection: Connection, *, is_broken: bool) -> None:
        try:
            if not is_broken and connection.info.transaction_status != TransactionStatus.IDLE:
                await connection.execute("ROLLBACK")
        except psycopg.Error:
            is_broken = True
        if is_broken:
            await self._writer.drop()
