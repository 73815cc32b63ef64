"""The bot as a real process that a test can kill. It is forked from one that has imported the bot, to start quickly.

What it shares with others of its kind: the modules as they were after the import, which nothing has used; no file, no
thread, no event loop, no standard stream, no setting. It ends without Python's own last steps (`atexit`, the flush of
the streams), so tests of the very beginning or end start `python -m bot` itself: test_process.py, test_full_output.py.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import resource
import runpy
import signal
import sys
import tempfile
import zoneinfo
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from simulator.http.server import Server
from simulator.state.chat import Chat
from simulator.state.clock import SimulatedClock
from simulator.state.events import Event
from simulator.state.waiting import NeverTrue
from simulator.world import World
from tests.databases import environment_in
from tests.fork_server import PRELOADED
from tests.leaping_loop import somebody_outside
from tests.people import BIN
from tests.scenarios.named_in_log import find_named
from tests.scenarios.stage import TOKEN, Stage, place_settled_files, prepare, presented_before, set_stage

HANGS_SECONDS = 120.0
"""A process that ends is noticed at once, so only one that hangs is waited for so long: a start is half a second of
work, which twenty did not always suffice for on a machine with ten others at work."""

forks = multiprocessing.get_context("forkserver")
forks.set_forkserver_preload(PRELOADED)


def run_command(
    words: Sequence[str],
    environment: Mapping[str, str],
    folder: str,
    out: str,
    err: str,
    ignored: Sequence[signal.Signals] = (),
) -> None:
    """Does what `python -m bot …` does, in a forked process that inherits only the imports."""
    os.chdir(folder)
    os.umask(0o022)
    os.environ.clear()  # noqa: TID251
    os.environ.update(environment)  # noqa: TID251
    zoneinfo.reset_tzpath()  # what Python reads from the environment when it starts
    zoneinfo.ZoneInfo.clear_cache()
    tempfile.tempdir = None
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # the tests themselves may run under nohup
    for name in ignored:
        signal.signal(name, signal.SIG_IGN)
    encoding = environment.get("PYTHONIOENCODING")
    sys.stdout, sys.stderr = (
        os.fdopen(_redirect(number, path), "w", encoding=encoding) for number, path in ((1, out), (2, err))
    )
    sys.argv[1:] = words
    runpy.run_module("bot", run_name="__main__", alter_sys=True)


def _redirect(number: int, path: str) -> int:
    os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), number)
    return number


class Running(Protocol):
    """A process that has begun."""

    @property
    def pid(self) -> int | None: ...

    @property
    def exitcode(self) -> int | None: ...

    def is_alive(self) -> bool: ...

    def kill(self) -> None: ...

    def join(self, timeout: float | None = None) -> None: ...


Launch = Callable[[Mapping[str, str], Path, Path, Path], Running]
"""Begins a process with this environment, in this folder; its output goes to these two files."""


@dataclass
class BotProcess:
    """The bot in one process after another. `output` is that of the newest process, `said` that of all before.

    `out` and `err` are where it writes to; without them, files in its folder. `ignored` are signals that are ignored
    when it starts.
    """

    folder: Path
    environment: dict[str, str]
    words: Sequence[str] = ("run",)
    out: Path = Path()
    err: Path = Path()
    ignored: Sequence[signal.Signals] = ()
    launch: Launch | None = None
    """Instead of a fork with `words` and `ignored`."""
    said: str = ""
    process: Running | None = None
    lives: list[Running] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.out = self.out if self.out.name else self.folder / "stdout"
        self.err = self.err if self.err.name else self.folder / "stderr"

    @property
    def output(self) -> str:
        """Standard output and standard error."""
        return "".join(path.read_text("utf-8") for path in (self.out, self.err) if path.is_file())

    @property
    def pid(self) -> int:
        assert self.process
        return self.process.pid or 0

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.is_alive()

    def begin(self) -> None:
        self.said += self.output
        for path in (self.out, self.err):
            if path.is_file():
                path.unlink()
        self.cwd.mkdir(parents=True, exist_ok=True)
        launch = self.launch or self._fork
        self.process = launch(self.environment, self.cwd, self.out, self.err)
        self.lives.append(self.process)

    def _fork(self, environment: Mapping[str, str], folder: Path, out: Path, err: Path) -> Running:
        arguments = (self.words, environment, str(folder), str(out), str(err), self.ignored)
        process = forks.Process(target=run_command, args=arguments, daemon=True)
        process.start()
        return process

    async def start(self) -> None:
        """Starts a process and waits until it answers people."""
        self.begin()
        await wait_for(lambda: "ready" in self.output or not self.alive)
        assert self.alive, self.output

    async def stop(self) -> int:
        os.kill(self.pid, signal.SIGTERM)
        return await self.end()

    def kill(self) -> None:
        if self.alive:
            os.kill(self.pid, signal.SIGKILL)

    async def end(self) -> int:
        """Waits until the process has ended; its exit code."""
        await wait_for(lambda: not self.alive)
        assert self.process
        return self.process.exitcode if self.process.exitcode is not None else -1

    @contextmanager
    def disk_full(self, most: int) -> Iterator[None]:
        """Limits files to `most` bytes: writes fail as on a full disk."""
        resource.prlimit(self.pid, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
        try:
            yield
        finally:
            resource.prlimit(self.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

    @property
    def cwd(self) -> Path:
        return self.folder / "cwd"


async def wait_for(predicate: Callable[[], object], seconds: float = HANGS_SECONDS) -> None:
    """Polls the predicate, because processes and files send no events. Raises NeverTrue."""
    with somebody_outside():
        deadline = asyncio.get_running_loop().time() + seconds
        while not predicate():
            if asyncio.get_running_loop().time() > deadline:
                raise NeverTrue(predicate, seconds)
            await asyncio.sleep(0.02)


def kill_at_call(deployed: Deployment, method: str, *chats: Chat, nth: int = 1) -> None:
    """Kills the process when its `nth` call of `method` from now on (in one of `chats`) arrives, before it gets the
    answer."""
    ids, left = {chat.id for chat in chats}, nth

    def look(event: Event) -> None:
        nonlocal left
        call = deployed.stage.world.calls[-1] if event.kind == "call" else None
        if call and call.method == method and (not ids or call.params.get("chat_id") in ids):
            left -= 1
            if not left:
                deployed.bot.kill()
                stop()

    stop = deployed.stage.world.listen(look)


@dataclass
class Deployment:
    """A stage without a bot of its own, and the bot's process."""

    stage: Stage
    bot: BotProcess

    @property
    def database(self) -> Path:
        return self.stage.folder / "momu.db"


def settle_in(stage: Stage) -> None:
    """What an earlier start has left: a master key, files that hold nothing, and how it has presented the bot."""
    place_settled_files(stage.folder, stage.world)
    stage.world.profile.texts |= presented_before()


@asynccontextmanager
async def open_deployment(
    folder: Path, *, webhook_target: str | None = None, is_first: bool = False, **settings: str
) -> AsyncIterator[Deployment]:
    """`webhook_target` is where updates are brought, if a webhook is set; pauses between attempts are short. If it
    `is_first`, no bot has started here before.
    """
    world = World(TOKEN, SimulatedClock())
    async with Server(world, webhook_pace=0.05, webhook_target=webhook_target) as server:
        prepare(folder / "data")
        stage = set_stage(folder / "data", world, server, {})
        if not is_first:
            settle_in(stage)
        environment = {
            "BOT_TOKEN": TOKEN,
            "OPERATOR_BIN": BIN,
            "PRIVACY_POLICY_DATE": "2026-01-31",
            "TELEGRAM_API_URL": server.url,
            **environment_in(folder / "data"),
            "STAFF_CHAT_ID": str(stage.group.id),
            "SWEEP_INTERVAL": "1s",
            "LOG_LEVEL": "DEBUG",
            "DISK_STAYS": "yes",
            **settings,
        }
        deployed = Deployment(stage, BotProcess(folder, environment))
        try:
            yield deployed
        except Exception as failure:
            failure.add_note(f"What the bot has said:\n{deployed.bot.said}{deployed.bot.output}"[-4000:])
            raise
        finally:
            for life in deployed.bot.lives:
                life.kill()
                life.join(5)
        assert find_named(deployed.bot.said + deployed.bot.output) == []
