"""How do two replicas share one store in a life?

Each has a store of its own on the same files, as two processes on one database would. What a database server would do
for them is done here: one of them leads, and each hears what the other has committed.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from random import Random

import pytest

from simulator.world import World
from storage.files import FileLock
from storage.news import Bulletin, News
from storage.statements import AlreadyRunning
from tests.lives.balancer import Balancer
from tests.lives.mortal import Process

TAKES_OVER = (0.2, 8.0)  # seconds until it is known that a leader is dead


class Fellowship:
    """All that the replicas of a life have in common."""

    def __init__(self, world: World, running: Callable[[], Sequence[Process]], chance: Random) -> None:
        self.throne = Throne(Random(chance.getrandbits(64)))
        self.wire = Wire()
        self.balancer = Balancer(world, running, Random(chance.getrandbits(64)))

    async def miss(self, process: Process) -> None:
        """When it is over, another leads, and gets its updates."""
        await process.over.wait()
        self.throne.vacate(process)
        self.balancer.look_again()


class Throne:
    """Which process leads."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self.leader: Process | None = None
        self._changed = asyncio.Event()
        self._deposed: dict[Process, asyncio.Event] = {}
        """Of each that leads, or did and has not noticed."""

    def candidate(self, process: Process) -> Candidate:
        return Candidate(self, process)

    def depose(self) -> None:
        """The leader is alive, but its connection is not."""
        if self.leader:
            self._deposed[self.leader].set()

    async def cut(self, leader: Process, seconds: float) -> None:
        """The same; another one may lead at once, and this one notices after so many seconds."""
        self.vacate(leader)
        await asyncio.sleep(seconds)
        self._deposed[leader].set()

    async def win(self, process: Process) -> None:
        """Return when this process leads."""
        self.vacate(process)
        while True:
            while self.leader:
                await self._changed.wait()
            await asyncio.sleep(self._chance.uniform(*TAKES_OVER))
            if self.leader is None and not process.over.is_set():
                self.leader = process
                self._deposed[process] = asyncio.Event()
                return

    def vacate(self, process: Process) -> None:
        """It has ended, or stopped leading."""
        if self.leader is process:
            self.leader = None
            changed, self._changed = self._changed, asyncio.Event()
            changed.set()

    async def lose(self, process: Process) -> None:
        """Return when it has to stop leading."""
        await self._deposed[process].wait()


class Candidate:
    """An Election (bot/jobs/election.py)."""

    def __init__(self, throne: Throne, process: Process) -> None:
        self._throne = throne
        self._process = process

    async def won(self) -> None:
        await self._throne.win(self._process)

    async def lost(self) -> None:
        await self._throne.lose(self._process)

    async def close(self) -> None:
        self._throne.vacate(self._process)


class Wire:
    """Carries news between the processes, as NOTIFY does."""

    def __init__(self) -> None:
        self._ends: list[tuple[Process, Bulletin]] = []

    def bulletin(self, process: Process) -> Bulletin:
        mine = Bulletin(lambda news: self._carry(news, process))
        self._ends = [*((one, other) for one, other in self._ends if not one.over.is_set()), (process, mine)]
        return mine

    def _carry(self, news: Iterable[News], sender: Process) -> None:
        for process, bulletin in self._ends:
            if process is not sender and not process.over.is_set():
                bulletin.hear(news)


class SharedLock(FileLock):
    """Keeps no other replica out."""

    def acquire(self) -> None:
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            os.close(handle)
            raise AlreadyRunning from None
        self._handle = handle


@contextmanager
def sharing_the_files() -> Iterator[None]:
    """A second process may open the store."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("storage.places.FileLock", SharedLock)
        yield
