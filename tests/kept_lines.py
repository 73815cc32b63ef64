"""Connections to the schemas of the tests that outlive their engines.

To open one costs the server 5 ms and us 2 ms, and each knows the tables and prepares every statement anew. One that is
used again is as a new one in all else: it holds no lock, and has the settings of a new session.
"""

from __future__ import annotations

import asyncio
import atexit
from collections import defaultdict

import psycopg
from psycopg.pq import TransactionStatus

import storage.postgres.engine
from storage.postgres.connection import Connection, Line
from storage.postgres.url import PostgresUrl

POOL = "momu_pool_"
"""How the name of a schema begins that the next test gets. Others are their test's own, and so is their server."""
AS_NEW = "RESET ALL; SELECT pg_advisory_unlock_all()"
_kept: defaultdict[tuple[PostgresUrl, bool], list[Connection]] = defaultdict(list)


class KeptLine(Line):
    """Only a connection on which something is open or broken is closed."""

    async def _open(self) -> Connection:
        free = _kept[self._url, self._read_only]
        while free:
            connection = free.pop()
            connection.lock = asyncio.Lock()  # the old one may be of another loop
            try:
                await self._set_up(connection)
            except psycopg.OperationalError:  # somebody has ended it
                await connection.close()
            except BaseException:
                await connection.close()
                raise
            else:
                return connection
        return await super()._open()

    async def drop(self) -> None:
        connection = self._connection
        if connection is None or POOL not in self._url.secret:
            return await super().drop()
        if connection.info.transaction_status != TransactionStatus.IDLE:
            return await super().drop()
        try:
            await connection.execute(AS_NEW, prepare=False)
        except BaseException as error:
            await super().drop()
            if not isinstance(error, psycopg.Error):
                raise
            return None
        self._connection = None
        _kept[self._url, self._read_only].append(connection)
        return None


def keep_lines() -> None:
    """From now on every engine of this process has such lines."""
    storage.postgres.engine.Line = KeptLine  # type: ignore[attr-defined]


def end_lines(url: PostgresUrl) -> None:
    """Nobody uses this schema any more."""
    for read_only in (False, True):
        for connection in _kept.pop((url, read_only), []):
            connection.pgconn.finish()


@atexit.register
def _end_all() -> None:
    for url, _ in list(_kept):
        end_lines(url)
