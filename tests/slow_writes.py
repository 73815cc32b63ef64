"""The bot's SQLite in the test's own thread, with writes that take a little time, so that others go on meanwhile."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import TypeVar

from storage.presence import Presence
from storage.sqlite import OpenEngine, SqliteEngine
from tests.same_thread import Writer
from tests.same_thread import open_engine as open_engine_here

Result = TypeVar("Result")
SLOWEST = 0.004  # seconds that a write waits for its thread, and its writer for the news of it


class SlowWriter(Writer):
    """Waits before and after each write, as for a thread."""

    def __init__(self, connection: sqlite3.Connection, chance: Random) -> None:
        super().__init__(connection)
        self._chance = chance

    async def run(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        await asyncio.sleep(self._chance.uniform(0, SLOWEST))
        done = work(self._connection)
        await asyncio.sleep(self._chance.uniform(0, SLOWEST))
        return done


def open_slow_engine(chance: Random) -> OpenEngine:
    """For `open_store`."""

    async def open_engine(path: Path, beside: Sequence[Presence] = ()) -> SqliteEngine:
        async def open_writer(connect: Callable[[], sqlite3.Connection]) -> SlowWriter:
            return SlowWriter(connect(), chance)

        return await open_engine_here(path, beside, open_writer)

    return open_engine
