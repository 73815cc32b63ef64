"""A life that was lived up to some moment, to be lived on from there again and again, each time otherwise."""

from __future__ import annotations

import asyncio
import copy
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.lives.life import MINUTE, Life


@dataclass(frozen=True)
class SavedLife:
    """`known` are the people and messages that a test goes on with."""

    life: Life
    known: tuple[Any, ...]
    files: Path

    def take_up(self) -> tuple[Any, ...]:
        """The life with its files as they were, then what is known; nothing runs. Each is a copy."""
        shutil.rmtree(self.life.folder)
        shutil.copytree(self.files, self.life.folder)
        return copy.deepcopy((self.life, *self.known))


async def save(life: Life, *known: Any) -> SavedLife:
    """Stops the life: what is saved is between two processes."""
    await life.stop()
    files = life.folder.with_name(life.folder.name + ".saved")
    shutil.copytree(life.folder, files)
    return SavedLife(life, known, files)


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
