"""The bot as a real process that a test can kill; it is forked with the bot imported, so that it starts quickly."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import resource
import signal
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from simulator.http.server import Server
from simulator.state.chat import Chat
from simulator.state.clock import SimulatedClock
from simulator.state.events import Event
from simulator.world import World
from tests.people import MADINA, OUTSIDER, TIMUR
from tests.scenarios.stage import TOKEN, Stage

forks = multiprocessing.get_context("forkserver")
forks.set_forkserver_preload(["bot.cli.main", "tests.scenarios.processes"])


def run_bot(environment: Mapping[str, str], folder: str, out: str, err: str) -> None:
    """Does what `python -m bot run` does, in a forked process that inherits only the imports."""
    os.chdir(folder)
    os.umask(0o022)
    os.environ.clear()  # noqa: TID251
    os.environ.update(environment)  # noqa: TID251
    sys.stdout, sys.stderr = (os.fdopen(_redirect(number, path), "w") for number, path in ((1, out), (2, err)))
    from bot.cli.main import app

    app(["run"])


def _redirect(number: int, path: str) -> int:
    os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), number)
    return number


@dataclass
class BotProcess:
    """The bot in one process after another. `output` is that of the newest process, `said` that of all before."""

    folder: Path
    environment: dict[str, str]
    said: str = ""
    process: ForkServerProcess | None = None
    lives: list[ForkServerProcess] = field(default_factory=list)

    @property
    def output(self) -> str:
        """Standard output and standard error."""
        return "".join(path.read_text("utf-8") for path in (self._out, self._err) if path.exists())

    @property
    def pid(self) -> int:
        assert self.process
        return self.process.pid or 0

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.is_alive()

    def begin(self) -> None:
        self.said += self.output
        for path in (self._out, self._err):
            path.unlink(missing_ok=True)
        arguments = (self.environment, str(self.cwd), str(self._out), str(self._err))
        self.cwd.mkdir(parents=True, exist_ok=True)
        self.process = forks.Process(target=run_bot, args=arguments, daemon=True)
        self.process.start()
        self.lives.append(self.process)

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

    @property
    def _out(self) -> Path:
        return self.folder / "stdout"

    @property
    def _err(self) -> Path:
        return self.folder / "stderr"


async def wait_for(predicate: Callable[[], object], seconds: float = 20.0) -> None:
    """Polls the predicate, because processes and files send no events. Raises TimeoutError."""
    deadline = asyncio.get_running_loop().time() + seconds
    while not predicate():
        if asyncio.get_running_loop().time() > deadline:
            raise TimeoutError
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


@asynccontextmanager
async def open_deployment(folder: Path, **settings: str) -> AsyncIterator[Deployment]:
    world = World(TOKEN, SimulatedClock())
    madina, timur, outsider = (world.user(name, language_code="kk") for name in (MADINA, TIMUR, OUTSIDER))
    group = world.supergroup("Лицензиялар", members=[madina, timur])
    async with Server(world) as server:
        stage = Stage(world, server, folder / "data", madina, timur, outsider, group)
        environment = {
            "BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": server.url,
            "DATABASE_URL": f"sqlite:///{folder / 'data' / 'momu.db'}",
            "STAFF_CHAT_ID": str(group.id),
            "SWEEP_INTERVAL": "1s",
            **settings,
        }
        deployed = Deployment(stage, BotProcess(folder, environment))
        try:
            yield deployed
        finally:
            for life in deployed.bot.lives:
                life.kill()
                life.join(5)
