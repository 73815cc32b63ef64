"""How does a life's SQLite write: a little later, sometimes not, and for the last time of its process?"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import TypeVar

from storage.presence import Presence
from storage.sqlite import OpenEngine, SqliteEngine
from storage.sqlite_errors import unavailable
from storage.statements import Row, Value
from tests.lives.mortal import Disk, Process
from tests.same_thread import Writer

Result = TypeVar("Result")
SLOWEST = 0.004  # seconds that a write waits for its thread, and its writer for the news of it
SLOWEST_SHARED = 0.06  # the same of a database with two replicas, which is elsewhere


class MortalWriter(Writer):
    """Each write is a moment at which the process can die, just before or just after; and the disk can refuse it, also
    after it took effect."""

    def __init__(
        self, connection: sqlite3.Connection, process: Process, chance: Random, slowest: float, name: str
    ) -> None:
        super().__init__(connection)
        self._process = process
        self._slowest = slowest
        self._name = name
        self._chance = chance

    async def run(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        process = self._process
        process.disk.tell(f"a write of {self._name} waits")
        await asyncio.sleep(self._chance.uniform(0, self._slowest + process.disk.slowness))
        process.moment(f"before a write of {self._name}")
        if process.disk.fails("a write"):
            raise _error()
        done = await super().run(work)
        process.disk.on_write()
        process.moment(f"after a write of {self._name}")
        if process.disk.fails("a write that was done"):
            raise _error()
        await asyncio.sleep(self._chance.uniform(0, self._slowest))
        return done


class MortalEngine(SqliteEngine):
    """Its reads can fail too."""

    disk: Disk

    async def read(self, sql: str, *params: Value) -> list[Row]:
        if self.disk.fails("a read"):
            raise unavailable(_error(), self._path)
        return await super().read(sql, *params)


def open_engine_of(process: Process, chance: Random, slowest: float = SLOWEST) -> OpenEngine:
    """For `open_store`."""

    async def open_engine(path: Path, beside: Sequence[Presence] = ()) -> MortalEngine:
        async def open_writer(connect: Callable[[], sqlite3.Connection]) -> MortalWriter:
            return MortalWriter(connect(), process, chance, slowest, path.name)

        engine = await MortalEngine.open(path, beside, open_writer)
        assert isinstance(engine, MortalEngine)
        engine.disk = process.disk
        return engine

    return open_engine


def _error() -> sqlite3.OperationalError:
    return sqlite3.OperationalError("disk I/O error")
