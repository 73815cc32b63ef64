"""The one connection that changes a SQLite file, in a thread of its own: the event loop does not wait for the disk.

A hop to the thread and back takes longer than a commit on a good disk. So on a quick disk a small transaction is
committed on the event loop, if the thread has nothing to do (docs/decisions/commits-on-the-loop.md).
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Protocol, Self, TypeVar

import aiosqlite

from bot.machine import Monotonic, system_monotonic

Result = TypeVar("Result")
QUICK_SECONDS = 0.002  # a good disk commits in a quarter of that
QUICK_IN_A_ROW = 8  # so many small transactions before were quick


class Writer(Protocol):
    """The one connection that changes the file."""

    async def run(self, work: Callable[[sqlite3.Connection], Result]) -> Result: ...

    async def run_small(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        """The same for a transaction that takes a moment. It is tried twice if another program holds the file."""

    def run_later(self, work: Callable[[sqlite3.Connection], object]) -> None:
        """Run it after what waits already. Its errors are nobody's."""

    @property
    def idle(self) -> sqlite3.Connection | None:
        """Its connection, to read with, if nothing is being changed; None otherwise."""

    async def close(self) -> None: ...


OpenWriter = Callable[[Callable[[], sqlite3.Connection]], Awaitable[Writer]]
"""Opens the writer, given a function that connects to the file. Raises sqlite3.Error and OSError."""


class ThreadWriter(aiosqlite.Connection):
    """aiosqlite's thread. It is given a whole transaction at a time instead of a statement at a time."""

    def __init__(self, connect: Callable[[], sqlite3.Connection], timer: Monotonic = system_monotonic) -> None:
        super().__init__(connect, iter_chunk_size=64)
        self._timer = timer
        self._quick = 0  # small transactions in a row
        self._given = 0  # works for the thread
        self._finished = 0  # the thread counts them

    @classmethod
    async def open(cls, connect: Callable[[], sqlite3.Connection]) -> Self:
        async def connected() -> Self:
            return await cls(connect)  # type: ignore[return-value]

        opening: asyncio.Task[Self] = asyncio.create_task(connected())
        try:
            return await asyncio.shield(opening)
        except asyncio.CancelledError:
            # The thread answers to the loop, which must not be gone by then.
            await asyncio.wait([opening])
            if opening.exception() is None:
                await opening.result().close()
            raise

    async def run(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        result: Result = await self._execute(self._counted(work))  # type: ignore[no-untyped-call]
        return result

    async def run_small(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        timed = self._timed(work)
        if self._quick >= QUICK_IN_A_ROW and self._given == self._finished:
            try:
                with _without_waiting(self._conn):
                    return timed(self._conn)
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    raise
        return await self.run(timed)

    @property
    def idle(self) -> sqlite3.Connection | None:
        return self._connection if self._given == self._finished else None

    def run_later(self, work: Callable[[sqlite3.Connection], object]) -> None:
        self._tx.put_nowait((None, self._counted(work)))

    def _counted(self, work: Callable[[sqlite3.Connection], Result]) -> Callable[[], Result]:
        self._given += 1

        def run() -> Result:
            try:
                return work(self._conn)
            finally:
                self._finished += 1

        return run

    def _timed(self, work: Callable[[sqlite3.Connection], Result]) -> Callable[[sqlite3.Connection], Result]:
        def run(connection: sqlite3.Connection) -> Result:
            began = self._timer()
            try:
                return work(connection)
            finally:
                self._quick = self._quick + 1 if self._timer() - began < QUICK_SECONDS else 0

        return run


@contextmanager
def _without_waiting(connection: sqlite3.Connection) -> Iterator[None]:
    """The event loop does not wait for another program that holds the file."""
    (usual,) = connection.execute("PRAGMA busy_timeout").fetchone()
    connection.execute("PRAGMA busy_timeout=0")
    try:
        yield
    finally:
        connection.execute(f"PRAGMA busy_timeout={usual}")
