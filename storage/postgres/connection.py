"""A connection to PostgreSQL that is opened again after a loss."""

from __future__ import annotations

from functools import cached_property
from typing import Any, LiteralString

import psycopg
from psycopg import AsyncConnection, AsyncRawCursor
from psycopg.adapt import AdaptersMap, Buffer, Loader
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.types.numeric import Int8BinaryDumper

from bot.machine import Monotonic, Sleep, system_sleep, system_timer
from storage.postgres.errors import unavailable
from storage.postgres.locks import ALONE
from storage.postgres.round_trip import RoundTrips
from storage.postgres.url import PostgresUrl
from storage.server_refusals import DatabaseMissing, ServerTooOld, WrongEncoding
from storage.statements import AlreadyRunning, StorageUnavailable

OLDEST = 140000
"""PostgreSQL 14: CREATE OR REPLACE TRIGGER."""
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 1.0
"""Seconds between attempts to connect, which double. Whoever asks meanwhile is refused at once. A new leader
waits for an old one twice as long (storage/leader.py)."""
CONNECT: dict[str, Any] = {
    "connect_timeout": 5,
    "keepalives_idle": 5,  # seconds; with the next two a dead server is noticed after eleven
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,  # milliseconds
    "target_session_attrs": "read-write",  # after a failover, not the server that follows
    "application_name": "momu-bot",
    "client_encoding": "utf-8",
}
"""What the address may say otherwise."""
SESSION = """
SET lock_timeout = '5s';
SET statement_timeout = '30s';
SET idle_in_transaction_session_timeout = '4s';
SET tcp_keepalives_idle = 10;
SET tcp_keepalives_interval = 5;
SET tcp_keepalives_count = 3;
SET standard_conforming_strings = on;
SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off';
"""
"""The server, too, must notice that this process is gone: it holds locks. One that stands still in the middle of a
transaction keeps all others from writing, for no longer than they wait for a lock."""
READ_ONLY = "SET default_transaction_read_only = on"
STATE = "SELECT current_schema(), getdatabaseencoding(), current_setting('server_version_num')"
TRIES_TO_BE_ALONE, PAUSE_TO_BE_ALONE = 20, 0.1
"""Seconds; the server needs a moment to notice that a process has died."""


class Connection(AsyncConnection[tuple[Any, ...]]):
    """Scripts and single commands go through its cursors, what people wait for through its round trips."""

    @cached_property
    def round_trips(self) -> RoundTrips:
        return RoundTrips(self)


class WholeNumber(Loader):
    """A sum of BIGINT is NUMERIC for PostgreSQL; every number here is whole."""

    def load(self, data: Buffer) -> int:
        return int(bytes(data))


def _adapters() -> AdaptersMap:
    adapters = AdaptersMap(psycopg.adapters)
    # Otherwise the type of a parameter follows its value, and each statement is prepared for each of its types.
    adapters.register_dumper(int, Int8BinaryDumper)
    adapters.register_dumper(bool, Int8BinaryDumper)
    adapters.register_loader("numeric", WholeNumber)
    return adapters


class Line:
    """One connection. Whoever finds it broken drops it; the next one to ask gets a new one."""

    def __init__(
        self,
        url: PostgresUrl,
        *,
        read_only: bool = False,
        alone: bool = False,
        shared: bool = False,
        sleep: Sleep = system_sleep,
        timer: Monotonic = system_timer,
    ) -> None:
        """`alone`: hold the lock that says that this process alone uses the database; `shared`: keep whoever wants to
        be alone out."""
        self._url, self._read_only, self._alone, self._shared = url, read_only, alone, shared
        self._sleep, self._timer = sleep, timer
        self._connection: Connection | None = None
        self._pause = 0.0
        self._refusal: StorageUnavailable | None = None
        self._not_before = 0.0

    @property
    def is_open(self) -> bool:
        return self._connection is not None and not self._connection.closed

    def is_mine(self, backend: int) -> bool:
        """Whether this process of the server serves the connection."""
        return self._connection is not None and self._connection.info.backend_pid == backend

    async def get(self) -> Connection:
        """The open connection, or a new one. Raises StorageUnavailable."""
        if self._connection is not None and not self._connection.closed:
            return self._connection
        if self._refusal and self._timer() < self._not_before:
            raise type(self._refusal)(str(self._refusal), self._refusal.file)
        try:
            self._connection = await self._open()
        except AlreadyRunning as error:
            self._refuse(StorageUnavailable(type(error).__name__, self._url.shown))
            raise
        except StorageUnavailable as error:
            self._refuse(error)
            raise
        self._refusal, self._pause = None, 0.0
        return self._connection

    def _refuse(self, error: StorageUnavailable) -> None:
        self._pause = min(LONGEST_PAUSE, self._pause * 2 or FIRST_PAUSE)
        self._not_before = self._timer() + self._pause
        self._refusal = error

    async def _open(self) -> Connection:
        try:
            connection = await Connection.connect(
                make_conninfo("", **{**CONNECT, **conninfo_to_dict(self._url.secret)}),
                autocommit=True,
                prepare_threshold=None,  # or a ROLLBACK would throw away what the round trips have prepared
                cursor_factory=AsyncRawCursor,
                context=_adapters(),
            )
        except (psycopg.Error, OSError) as error:
            raise unavailable(error, self._url.shown) from None
        try:
            await self._set_up(connection)
        except (psycopg.Error, OSError) as error:
            await connection.close()
            raise unavailable(error, self._url.shown) from None
        except BaseException:
            await connection.close()
            raise
        return connection

    async def _set_up(self, connection: Connection) -> None:
        await connection.execute(SESSION, prepare=False)
        [[schema, encoding, version]] = await (await connection.execute(STATE, prepare=False)).fetchall()
        if int(version) < OLDEST:
            raise ServerTooOld(version, self._url.shown)
        if encoding != "UTF8":
            raise WrongEncoding(encoding, self._url.shown)
        if schema is None:
            raise DatabaseMissing("3F000", self._url.shown)
        if self._read_only:
            await connection.execute(READ_ONLY, prepare=False)
        if self._alone:
            await self._hold("SELECT pg_try_advisory_lock($1::int, hashtext(current_schema()))", connection)
        if self._shared:
            await self._hold("SELECT pg_try_advisory_lock_shared($1::int, hashtext(current_schema()))", connection)

    async def _hold(self, lock: LiteralString, connection: Connection) -> None:
        for _ in range(TRIES_TO_BE_ALONE):
            [[is_held]] = await (await connection.execute(lock, (ALONE,))).fetchall()
            if is_held:
                return
            await self._sleep(PAUSE_TO_BE_ALONE)
        raise AlreadyRunning

    async def drop(self) -> None:
        """Close it. The server rolls back what was not committed."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()
