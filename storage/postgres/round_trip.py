"""Sends statements to the server together and reads their answers: one round trip, whatever their number.

It speaks through psycopg's wrapper of libpq (`psycopg.pq`). A cursor of psycopg for each statement, with adapters and
a lock of its own, takes three times the processor (docs/performance.md).
The protocol: https://www.postgresql.org/docs/current/libpq-pipeline-mode.html
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus, Format, TransactionStatus
from psycopg.pq.abc import PGresult

from bot.domain.frozen import frozen
from storage.statements import Row, Statement, Value

MOST_PREPARED = 1000
"""Statements that one connection keeps prepared; beyond that it begins anew."""

Key = tuple[str, tuple[int, ...]]
"""The text of a statement, and the types of its parameters: zero where the server finds it out."""
Prepared = tuple[Key, bytes]


@frozen
class Answers:
    """The results of the statements before the first that failed, and the error of that one."""

    results: list[PGresult]
    error: psycopg.Error | None = None


@dataclass(slots=True)
class _Call:
    sql: str
    params: Sequence[Any]
    types: tuple[int, ...]
    formats: Sequence[Format]


class RoundTrips:
    """Of one connection, which is in autocommit mode; for one task at a time."""

    def __init__(self, connection: psycopg.AsyncConnection[Any]) -> None:
        self.connection, self._libpq = connection, connection.pgconn
        self._transformer = Transformer(connection)
        self._names: dict[Key, bytes] = {}
        """What is prepared. It stays so after ROLLBACK."""
        self._last_number = 0

    async def send(self, statements: Sequence[Statement], *, prepare: bool = True) -> Answers:
        """Run them in order until one fails. Raises psycopg.Error if the connection is lost."""
        if len(self._names) > MOST_PREPARED and self._libpq.transaction_status == TransactionStatus.IDLE:
            await self.connection.execute("DEALLOCATE ALL")
            self._names.clear()
        calls, refused = self._encode(statements)
        self._libpq.enter_pipeline_mode()
        expected = self._enqueue(calls) if prepare else self._enqueue_unprepared(calls)
        self._libpq.pipeline_sync()
        results = await self._receive()
        if self._libpq.status != ConnStatus.BAD:
            self._libpq.exit_pipeline_mode()
        return self._sort(results, expected, refused)

    def rows(self, result: PGresult) -> list[Row]:
        self._transformer.set_pgresult(result)
        return self._transformer.load_rows(0, result.ntuples, tuple)

    def _encode(self, statements: Sequence[Statement]) -> tuple[list[_Call], psycopg.DataError | None]:
        """Those before the first with a value that cannot be sent, and why it cannot."""
        calls: list[_Call] = []
        for one in statements:
            try:
                calls.append(_Call(one.sql, *self._dump(one.params)))
            except psycopg.DataError as error:
                return calls, error
        return calls, None

    def _dump(self, params: tuple[Value, ...]) -> tuple[Sequence[Any], tuple[int, ...], Sequence[Format]]:
        if not params:
            return (), (), ()
        dumped = self._transformer.dump_sequence(params, [PyFormat.AUTO] * len(params))
        return dumped, self._transformer.types or (), self._transformer.formats or ()

    def _enqueue(self, calls: Sequence[_Call]) -> list[Prepared | None]:
        """What each result will be of: of preparing a statement, or, None, of carrying one out."""
        expected: list[Prepared | None] = []
        fresh: dict[Key, bytes] = {}
        for call in calls:
            key = (call.sql, call.types)
            name = self._names.get(key) or fresh.get(key)
            if name is None:
                self._last_number += 1
                name = fresh[key] = b"momu_%d" % self._last_number
                self._libpq.send_prepare(name, call.sql.encode(), call.types)
                expected.append((key, name))
            self._libpq.send_query_prepared(name, call.params, call.formats)
            expected.append(None)
        return expected

    def _enqueue_unprepared(self, calls: Sequence[_Call]) -> list[Prepared | None]:
        for call in calls:
            self._libpq.send_query_params(call.sql.encode(), call.params, call.types, call.formats)
        return [None] * len(calls)

    async def _receive(self) -> list[PGresult]:
        results: list[PGresult] = []
        try:
            while self._libpq.flush():  # what the server has answered must be read, or it waits for that
                await self._until_ready(writing=True)
                self._libpq.consume_input()
            while (result := await self._next()).status != ExecStatus.PIPELINE_SYNC:
                results.append(result)
        except psycopg.Error:
            # The server has said why it ends the connection: that says more than that it is lost.
            if not results or results[-1].status != ExecStatus.FATAL_ERROR:
                raise
        return results

    async def _next(self) -> PGresult:
        while True:
            while self._libpq.is_busy():
                await self._until_ready()
                self._libpq.consume_input()
            result = self._libpq.get_result()
            if result is not None:
                return result
            # Between two statements; and for ever, if the connection is lost.
            if self._libpq.status == ConnStatus.BAD:
                raise psycopg.OperationalError("the connection is lost")

    async def _until_ready(self, *, writing: bool = False) -> None:
        loop, socket = asyncio.get_running_loop(), self._libpq.socket
        ready = loop.create_future()
        loop.add_reader(socket, _wake, ready)
        if writing:
            loop.add_writer(socket, _wake, ready)
        try:
            await ready
        finally:
            loop.remove_reader(socket)
            if writing:
                loop.remove_writer(socket)

    def _sort(
        self, results: Sequence[PGresult], expected: Sequence[Prepared | None], refused: psycopg.Error | None
    ) -> Answers:
        answers: list[PGresult] = []
        for result, prepared in zip(results, expected, strict=False):  # fewer, if the server has ended the connection
            if result.status == ExecStatus.FATAL_ERROR:
                return Answers(answers, error_from_result(result, encoding=self.connection.info.encoding))
            if prepared is None:
                answers.append(result)
            else:
                key, name = prepared
                self._names[key] = name
        return Answers(answers, refused)


def _wake(ready: asyncio.Future[None]) -> None:
    if not ready.done():
        ready.set_result(None)
