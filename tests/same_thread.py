"""Runs work at once in the test's own thread, where the bot uses other threads."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Self, TypeVar

from storage.files import make_private
from storage.presence import Presence
from storage.sqlite import SqliteEngine, _connect
from storage.sqlite_errors import unavailable
from storage.sqlite_writer import OpenWriter

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


class LateReader:
    """The connection of an engine that may not change anything, opened when it is first wanted: to read a schema takes
    half a millisecond, and as nothing is ever under way here, the writer's connection reads nearly everything."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @cached_property
    def _opened(self) -> sqlite3.Connection:
        return _connect(self._path, read_only=True)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._opened, name)

    def close(self) -> None:
        if "_opened" in vars(self):
            self._opened.close()


async def open_engine(
    path: Path, beside: Sequence[Presence] = (), open_writer: OpenWriter = Writer.open
) -> SqliteEngine:
    """For `open_store`: the bot's own engine without its thread. The reader is opened late."""
    try:
        make_private(path)
        writer = await open_writer(lambda: _connect(path))
    except (sqlite3.Error, OSError) as error:
        raise unavailable(error, path) from None
    reader: Any = LateReader(path)
    return SqliteEngine(path, writer, reader, beside)


async def at_once(work: Callable[[], Result], /) -> Result:
    """Replaces `Machine.in_thread`."""
    return work()
