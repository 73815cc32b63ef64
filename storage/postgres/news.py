"""News between the processes on one schema: NOTIFY in the transaction of the change, LISTEN on a connection of its own.

A notification holds the name of the news and nothing else: the server may keep it in a file for a while.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import psycopg
from psycopg import sql

from bot.machine import Sleep
from storage.news import News
from storage.postgres.connection import Connection, Line
from storage.postgres.url import PostgresUrl
from storage.statements import Statement, Statements, StorageUnavailable

TELL = "SELECT pg_notify('momu.' || current_schema(), $1)"
PAUSE_SECONDS = 1.0
"""Between two attempts to listen."""
Hear = Callable[[Iterable[News]], None]


def announce(changes: Statements) -> list[Statement]:
    """What tells other processes the news that these changes bring, once they are committed."""
    names = {news.name for change in changes for news in change.brings}
    return [Statement(TELL, (name,)) for name in sorted(names)]


class Listener:
    """Hears what other processes on the schema have committed."""

    def __init__(self, url: PostgresUrl, hear: Hear, is_mine: Callable[[int], bool], sleep: Sleep) -> None:
        """`is_mine`: whether this process told it itself, by the number of the server's process that sent it."""
        self._line, self._hear, self._is_mine, self._sleep = Line(url), hear, is_mine, sleep

    async def run(self) -> None:
        """Listen until cancelled. What may have been missed while nobody listened counts as heard."""
        try:
            while True:
                try:
                    await self._listen()
                except (psycopg.Error, OSError, StorageUnavailable):
                    await self._line.drop()
                await self._sleep(PAUSE_SECONDS)
        finally:
            await self._line.drop()

    async def _listen(self) -> None:
        connection = await self._line.get()
        await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(await _channel(connection))), prepare=False)
        self._hear(News)
        async for notice in connection.notifies():
            # A newer version may tell what this one does not know.
            if notice.payload in News.__members__ and not self._is_mine(notice.pid):
                self._hear([News[notice.payload]])


async def _channel(connection: Connection) -> str:
    [[name]] = await (await connection.execute("SELECT 'momu.' || current_schema()")).fetchall()
    return str(name)
