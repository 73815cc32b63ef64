"""Elects the leader of all processes on one schema: whoever holds a session lock, on a connection of its own.

The server gives the lock to another process as soon as the connection ends, as it does when its process is killed. A
leader that cannot reach the server stops leading before the server notices. One that says nothing for six seconds, as a
process that is stopped or stuck, loses the lock too.
"""

from __future__ import annotations

import asyncio

import psycopg

from bot.machine import Sleep
from storage.postgres.connection import Connection, Line
from storage.postgres.locks import LEADS
from storage.postgres.url import PostgresUrl
from storage.statements import StorageUnavailable

TRY = "SELECT pg_try_advisory_lock($1::int, hashtext(current_schema()))"
NOTICE_SOON = """
SET tcp_keepalives_idle = 2; SET tcp_keepalives_interval = 1; SET tcp_keepalives_count = 4;
SET idle_session_timeout = '6s'
"""
"""If the leader's machine is gone, or its process says nothing, the server gives the lock away after six seconds."""
PAUSE_SECONDS = 1.0
"""Between two attempts to win, and between two looks whether the lock is still held."""
ANSWER_SECONDS = 3.0
"""How long the server may take to answer; with the pause less than it takes the server to notice a dead machine."""


class PostgresElection:
    """An Election (bot/jobs/election.py)."""

    def __init__(self, url: PostgresUrl, sleep: Sleep) -> None:
        self._line, self._sleep = Line(url), sleep
        self._lock: Connection | None = None
        """The connection that holds it."""

    async def won(self) -> None:
        """Return when this process holds the lock. While the server is away nobody wins."""
        await self.close()
        while not await self._has_won():
            await self._sleep(PAUSE_SECONDS)

    async def lost(self) -> None:
        """Return when the lock is lost, or may be."""
        while await self._is_answered():
            await self._sleep(PAUSE_SECONDS)
        await self.close()

    async def close(self) -> None:
        """Let another process lead."""
        self._lock = None
        await self._line.drop()

    async def _has_won(self) -> bool:
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                connection = await self._line.get()
                await connection.execute(NOTICE_SOON, prepare=False)
                [[has_lock]] = await (await connection.execute(TRY, (LEADS,))).fetchall()
        except (psycopg.Error, OSError, StorageUnavailable):
            await self._line.drop()
            return False
        self._lock = connection if has_lock else None
        return bool(has_lock)

    async def _is_answered(self) -> bool:
        if self._lock is None:
            return False
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await self._lock.execute("SELECT 1")
        except (psycopg.Error, OSError):  # TimeoutError is an OSError
            return False
        return True
