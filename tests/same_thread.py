"""Runs work at once in the test's own thread, where the bot uses other threads."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Self, TypeVar

from storage.presence import Presence
from storage.sqlite import SqliteEngine

Result = TypeVar("Result")


class Writer:
    """Replaces the writer's thread of `storage/sqlite.py`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @classmethod
    async def open(cls, connect: Callable[[], sqlite3.Connection]) -> Self:
        return cls(connect())

    async def run(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        return work(self._connection)

    async def run_small(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        return await self.run(work)

    def run_later(self, work: Callable[[sqlite3.Connection], object]) -> None:
        work(self._connection)

    @property
    def idle(self) -> sqlite3.Connection | None:
        return self._connection

    async def close(self) -> None:
        self._connection.close()


async def open_engine(path: Path, beside: Sequence[Presence] = ()) -> SqliteEngine:
    """For `open_store`: the bot's own engine without its thread."""
    return await SqliteEngine.open(path, beside, Writer.open)


async def at_once(work: Callable[[], Result], /) -> Result:
    """Replaces `Machine.in_thread`."""
    return work()
