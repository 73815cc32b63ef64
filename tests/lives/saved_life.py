"""A life that was lived up to some moment, to be lived on from there again and again, each time otherwise."""

from __future__ import annotations

import asyncio
import io
import pickle
import shutil
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from types import FunctionType
from typing import Any, TypeVar

from tests.lives.life import MINUTE, Life

Death = TypeVar("Death", str, bool)
"""What was happening, or whether it died at all."""


class _Written(pickle.Pickler):
    """Functions are left out and shared, as `copy.deepcopy` does, which takes five times as long."""

    def __init__(self, file: io.BytesIO, functions: list[FunctionType]) -> None:
        super().__init__(file)
        self._functions = functions

    def persistent_id(self, value: object) -> int | None:
        if not isinstance(value, FunctionType):
            return None
        self._functions.append(value)
        return len(self._functions) - 1


class _Read(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, functions: list[FunctionType]) -> None:
        super().__init__(file)
        self._functions = functions

    def persistent_load(self, number: int) -> FunctionType:
        return self._functions[number]


@dataclass(frozen=True)
class SavedLife:
    """`written` are the life, and the people and messages that a test goes on with."""

    folder: Path
    files: Path
    written: bytes
    functions: list[FunctionType]

    def take_up(self) -> tuple[Any, ...]:
        """The life with its files as they were, then what is known; nothing runs. Each is a copy."""
        shutil.rmtree(self.folder)
        shutil.copytree(self.files, self.folder)
        taken_up: tuple[Any, ...] = _Read(io.BytesIO(self.written), self.functions).load()
        return taken_up


async def save(life: Life, *known: Any) -> SavedLife:
    """Stops the life: what is saved is between two processes."""
    await life.stop()
    files = life.folder.with_name(life.folder.name + ".saved")
    shutil.copytree(life.folder, files)
    written, functions = io.BytesIO(), list[FunctionType]()
    _Written(written, functions).dump((life, *known))
    return SavedLife(life.folder, files, written.getvalue(), functions)


async def die_everywhere(fuses: Iterable[int], live_on: Callable[[int], Awaitable[Death]]) -> list[Death]:
    """How each life ended that was lived on with one of these fuses, until the first whose process does not die: with
    a longer one it would live the same."""
    ends = []
    for fuse in fuses:
        ends.append(await live_on(fuse))
        if not ends[-1]:
            break
    return ends


async def rise(life: Life) -> bool:
    """A minute later, with a new process if the one before has died; whether it has."""
    await asyncio.sleep(MINUTE)
    process = life.process
    if process is None or not process.over.is_set():
        return False
    await life.kill(process)
    await life.start()
    await asyncio.sleep(MINUTE)
    return True
