"""What is a process that can be killed at any instant, in a test that goes on?

Whatever a process begins runs in a context that names it. After its death no change of a file and no call gets out of
that context; its folder is as it was at that instant, and its tasks are cancelled without having a say.
"""

from __future__ import annotations

import asyncio
import errno
import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Coroutine
from contextvars import Context, ContextVar, copy_context
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import gettempdir
from typing import Any

WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
FILES = frozenset({"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.chmod"})
"""Audit events (docs.python.org/3/library/audit_events.html) of Python's changes of files. SQLite changes its own
without one: its writer says when (tests/lives/disk.py)."""
CACHE = "__pycache__"
"""Of the interpreter: whether it writes there depends on who has run before."""
NOTHING = Path(os.devnull)
tempfile.gettempdir()  # once before all lives: Python tries that folder out by a file in it
CONNECTED = "sqlite3.connect/handle"
gettempdir()  # once, before anybody watches: Python tries the folder by writing a file that is nobody's
ROUNDS = 200  # times that the tasks of a dead process are cancelled; each waits for something else in between


class Killed(BaseException):
    """The process is dead; whoever still runs in it ends here."""


@dataclass
class Disk:
    """Under all processes of a life."""

    chance: Random
    badness: float = 0.0
    """How likely each change of a file fails."""
    failures: list[str] = field(default_factory=list)
    """The changes that failed."""
    elsewhere: list[str] = field(default_factory=list)
    """Files that were opened to be written and lie neither in the data folder nor beside it, where backups are."""
    slowness: float = 0.0
    """Seconds that a write waits at most, besides what it always does."""
    on_write: Callable[[], None] = lambda: None
    """Called after each write of an engine, whatever becomes of its process then."""
    _waiting: dict[str, asyncio.Event] = field(default_factory=dict)

    async def comes(self, what: str) -> None:
        """Returns at the next moment of this name, in whichever process."""
        await self._waiting.setdefault(what, asyncio.Event()).wait()

    def tell(self, what: str) -> None:
        """Whoever waits for this moment goes on."""
        if what in self._waiting:
            self._waiting.pop(what).set()

    def fails(self, what: str) -> bool:
        """Whether it is full, broken or locked for this change."""
        if not self.badness or self.chance.random() >= self.badness:
            return False
        self.failures.append(what)
        return True


class Process:
    """One process of the bot, from `begin` to its end or death."""

    def __init__(
        self, folder: Path, number: int, disk: Disk, is_alone: Callable[[Process], bool] = lambda process: True
    ) -> None:
        """`is_alone`: whether no other process uses the folder now."""
        self.number = number
        self.disk = disk
        self.over = asyncio.Event()
        """Dead, or ended by itself."""
        self.death = ""
        """What was happening when it was killed."""
        self.over_at = 0.0
        """The time of the loop when it died or ended."""
        self.fuse: int | None = None
        """Moments that it has left to live."""
        self.fate = ""
        """The word that such a moment has in its name; any if it is empty."""
        self.trap = ""
        """The next moment of this name is its last."""
        self._folder = folder
        self._is_alone = is_alone
        self._connections: list[sqlite3.Connection] = []
        self._task: asyncio.Task[None] | None = None

    @property
    def is_dead(self) -> bool:
        return bool(self.death)

    @property
    def has_ended(self) -> bool:
        """By itself, or stopped."""
        return not self.is_dead and self._task is not None and self._task.done()

    @property
    def outcome(self) -> BaseException | None:
        """What it has failed with; None while it runs, after a good end, and after a kill."""
        task = self._task
        if self.is_dead or task is None or not task.done():
            return None
        return asyncio.CancelledError() if task.cancelled() else task.exception()

    def begin(self, main: Coroutine[Any, Any, None]) -> None:
        context = copy_context()
        context.run(PROCESS.set, self)
        self._task = asyncio.get_running_loop().create_task(main, context=context)
        self._task.add_done_callback(lambda _: self._end(), context=Context())

    async def stop(self) -> None:
        """SIGTERM; it may be killed meanwhile."""
        if self._task:
            self._task.cancel()
        await self.over.wait()

    def light(self, fuse: int, fate: str) -> None:
        """From now on so many moments of this kind are left."""
        self.fuse, self.fate = fuse, fate

    def moment(self, what: str) -> None:
        """Something is about to change, or just has; nothing does once the process is dead. Raises Killed."""
        if self.is_dead:
            raise Killed
        if self.fuse is not None and self.fate in what:
            self.fuse -= 1
        if what == self.trap or (self.fuse is not None and self.fuse < 0):
            self.kill(what)
            raise Killed

    def name_of(self, place: object) -> str:
        """Names outside its folder are the system's, and differ whenever a seed is played."""
        path = Path(os.fsdecode(place)) if isinstance(place, str | bytes | os.PathLike) else Path()
        return path.name if path.is_relative_to(self._folder) else "a file elsewhere"

    def note_place(self, place: object) -> None:
        """Of a file that it opens to write."""
        path = Path(os.fsdecode(place)) if isinstance(place, str | bytes | os.PathLike) else None
        if path and path != NOTHING and not path.is_relative_to(self._folder.parent):
            self.disk.elsewhere.append(str(path))

    def keep(self, connection: sqlite3.Connection) -> None:
        self._connections.append(connection)

    def kill(self, what: str) -> None:
        """kill -9, while this happened."""
        if self.is_dead:
            return
        self.death = what
        Context().run(self._freeze)
        self._end()

    def _end(self) -> None:
        if not self.over.is_set():
            self.over_at = asyncio.get_running_loop().time()
            self.over.set()

    def _freeze(self) -> None:
        """The folder stays as it is now. The last connections close in a copy of it, for that changes it."""
        if not self._is_alone(self):
            for connection in self._connections:
                connection.close()
            return
        frozen = self._folder.with_name(self._folder.name + ".frozen")
        if self._folder.exists():
            shutil.copytree(self._folder, frozen)
        for connection in self._connections:
            connection.close()
        if frozen.exists():
            shutil.rmtree(self._folder)
            frozen.rename(self._folder)

    async def bury(self) -> None:
        """Ends whatever is left of a dead process. Called from outside it."""
        loop: Any = asyncio.get_running_loop()
        for timer in loop.timers:
            if timer._context.get(PROCESS) is self:
                timer.cancel()
        for _ in range(ROUNDS):
            left = [task for task in _mortal_tasks(asyncio.get_running_loop()) if task.process is self]
            if not left:
                return
            for task in left:
                task.cancel()
            await asyncio.wait(left, timeout=0.001)
            for task in left:
                if task.done() and not task.cancelled():
                    task.exception()  # or it would be told as one that nobody has looked at
        raise AssertionError(f"{left} outlive their process")


PROCESS: ContextVar[Process | None] = ContextVar("process", default=None)


class MortalTask(asyncio.Task[Any]):
    """A task that knows its process."""

    process: Process | None = None
    number = 0


def _mortal_tasks(loop: asyncio.AbstractEventLoop) -> list[MortalTask]:
    """Those that are not done, in the order in which they began."""
    tasks = [task for task in asyncio.all_tasks(loop) if isinstance(task, MortalTask)]
    return sorted(tasks, key=lambda task: task.number)


class _Factory:
    def __init__(self) -> None:
        self._begun = 0

    def __call__(
        self, loop: asyncio.AbstractEventLoop, work: Coroutine[Any, Any, Any], context: Context | None = None
    ) -> MortalTask:
        task = MortalTask(work, loop=loop, context=context)
        task.process = context.get(PROCESS) if context else PROCESS.get()
        task.number = self._begun = self._begun + 1
        return task


def let_tasks_know_their_process() -> None:
    """All that begin on this loop from now on."""
    asyncio.get_running_loop().set_task_factory(_Factory())  # type: ignore[arg-type]


def _audit(event: str, args: tuple[Any, ...]) -> None:
    if event not in FILES and event != CONNECTED:
        return
    process = PROCESS.get()
    if process is None or CACHE in str(args[0]):
        return
    if event == CONNECTED:
        process.keep(args[0])
    elif event != "open" or args[2] & WRITES:
        process.moment(f"{event} of {process.name_of(args[0])}")
        if event == "open":
            process.note_place(args[0])
            if process.disk.fails(event):
                raise OSError(errno.EIO, os.strerror(errno.EIO))


tempfile.gettempdir()  # or the first life of an interpreter would try to write there
sys.addaudithook(_audit)  # to the end of the interpreter: nobody can take a hook away
