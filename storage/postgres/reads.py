"""Answers all queries that wait at one moment in one round trip."""

from __future__ import annotations

import asyncio

import psycopg

from storage.postgres.connection import Connection, Line
from storage.postgres.errors import ValueRefused, breaks, is_about_a_value, unavailable
from storage.statements import Row, Statement, StorageUnavailable, Value

TRIES = 2
"""A connection may be found dead that was alive when it was last used; a read can always be repeated."""


class _Query:
    def __init__(self, sql: str, params: tuple[Value, ...]) -> None:
        self.statement = Statement(sql, params)
        self.done: asyncio.Future[list[Row]] = asyncio.get_running_loop().create_future()

    def succeed(self, rows: list[Row]) -> None:
        if not self.done.done():
            self.done.set_result(rows)

    def fail(self, error: Exception) -> None:
        if not self.done.done():
            self.done.set_exception(error)


class Reads:
    """The queries of one engine, through a connection that cannot write."""

    def __init__(self, line: Line, where: str) -> None:
        self._line, self._where = line, where
        self._waiting: list[_Query] = []
        self._answering: asyncio.Task[None] | None = None

    async def ask(self, sql: str, params: tuple[Value, ...]) -> list[Row]:
        """Raises StorageUnavailable."""
        query = _Query(sql, params)
        self._waiting.append(query)
        if self._answering is None or self._answering.done():
            self._answering = asyncio.get_running_loop().create_task(self._answer_waiting())
        # A cancelled caller cancels the future of this query only, not the round trip that others share.
        return await query.done

    async def close(self) -> None:
        while self._answering is not None and not self._answering.done():
            await self._answering
        await self._line.drop()

    async def _answer_waiting(self) -> None:
        while self._waiting:
            queries, self._waiting = self._waiting, []
            try:
                await self._answer(queries)
            except Exception as error:
                for query in queries:
                    query.fail(error if isinstance(error, StorageUnavailable) else unavailable(error, self._where))

    async def _answer(self, queries: list[_Query]) -> None:
        for left in reversed(range(TRIES)):
            connection = await self._line.get()
            try:
                await _answer_together(connection, queries)
                return
            except psycopg.Error as error:
                if breaks(error):
                    await self._line.drop()
                    if left:
                        continue
                    raise
                if len(queries) == 1:
                    queries[0].fail(_outcome(error, self._where))
                    return
            for query in queries:  # one of them is wrong
                await self._answer([query])
            return


async def _answer_together(connection: Connection, queries: list[_Query]) -> None:
    answers = await connection.round_trips.send([query.statement for query in queries])
    if answers.error is not None:
        raise answers.error
    for query, result in zip(queries, answers.results, strict=True):
        query.succeed(connection.round_trips.rows(result))


def _outcome(error: psycopg.Error, where: str) -> Exception:
    if is_about_a_value(error):
        return ValueRefused(error.sqlstate or type(error).__name__)
    return unavailable(error, where)
