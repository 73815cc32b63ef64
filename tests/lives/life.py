"""A life: one installation with its people, days long, in seconds; a seed says all that chance says.

`async with open_life(seed, folder) as life` inside `virtual_loop.run`. Everybody who draws has chance of their own, so
that one more call does not change what somebody says.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import sqlite3
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

from bot.app import open_app
from bot.config.settings import Settings, load_settings
from bot.jobs.election import Replica
from bot.refusal import REFUSALS
from simulator.actors.user import User
from simulator.schema.upload import Upload
from simulator.state.calls import Call
from simulator.state.group import Group
from simulator.state.message import Message
from simulator.world import World
from tests.lives.disk import SLOWEST, SLOWEST_SHARED, open_engine_of
from tests.lives.mortal import Disk, Process, let_tasks_know_their_process
from tests.lives.replicas import Fellowship
from tests.lives.telegram_here import HOLD, telegram_here
from tests.lives.virtual_machine import VirtualClock, VirtualTriggers, virtual_machine
from tests.people import BIN, MADINA, TIMUR, Applicant
from tests.scenarios.stage import TOKEN, Guest

ROLLING = 5.0  # seconds from the start of one replica to that of the next: two at once would both migrate
MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0  # seconds


@dataclass
class Life:
    """The files outlive a process, the world outlives both."""

    folder: Path
    world: World
    madina: User
    timur: User
    group: Group
    chance: Random
    options: dict[str, Any] = field(default_factory=dict)
    hold: int = HOLD
    clock_error: int = 0
    """Milliseconds that the clock of the bot's machine is ahead of the world's."""
    disk: Disk = field(init=False)
    door: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held by whoever starts and stops."""
    fellowship: Fellowship | None = None
    """Of two replicas; None if one process is all."""
    running: list[Process] = field(default_factory=list)
    """Those that were started and neither stopped nor buried; the older first."""
    begun: int = 0
    """Processes until now."""
    watchers: list[asyncio.Task[None]] = field(default_factory=list)
    on_death: Callable[[Process], None] = lambda process: None
    """Told of each process that is dead before it could be stopped."""
    doom: int | None = None
    """Moments that the next process has to live."""

    def __post_init__(self) -> None:
        self.disk = Disk(self.own_chance())

    def settings(self) -> Settings:
        loaded = load_for_test(staff_chat_id=self.group.id, **self.options)
        return loaded.model_copy(update={"database_url": self.folder / "momu.db"})

    @property
    def process(self) -> Process | None:
        """The one that leads, or would."""
        leader = self.fellowship and self.fellowship.throne.leader
        return leader if leader in self.running else next(iter(self.running), None)

    def become_two(self, chance: Random) -> None:
        """From the first start on there are two replicas."""
        self.fellowship = Fellowship(self.world, lambda: self.running, chance)

    async def start(self) -> None:
        """New processes on the same files, until all run."""
        wanted = 2 if self.fellowship else 1
        while len(self.running) < wanted:
            self._start_one()
            if len(self.running) < wanted:
                await asyncio.sleep(ROLLING)

    def _start_one(self) -> None:
        process, others = self.new_process(), self.fellowship
        self.running.append(process)
        poller = others.balancer.share(process, self.hold) if others else None
        replica = Replica(others.throne.candidate(process)) if others else None
        bulletin = others.wire.bulletin(process) if others else None
        machine = virtual_machine(self.clock, self.world.clock.monotonic, self.own_chance())
        here = telegram_here(self.world, self.own_chance(), process.moment, self.hold, poller)
        open_engine = open_engine_of(process, self.own_chance(), SLOWEST_SHARED if others else SLOWEST)

        async def run() -> None:
            async with open_app(
                self.settings(), machine, VirtualTriggers, open_engine, here, bulletin, replica=replica
            ) as app:
                await app.run()

        process.begin(run())
        if others:
            self.watchers.append(asyncio.create_task(others.miss(process)))

    def new_process(self) -> Process:
        self.begun += 1
        process = Process(self.folder, self.begun, self.disk, self._is_alone)
        process.fuse, self.doom = self.doom, None
        return process

    async def run(self, process: Process, main: Coroutine[Any, Any, None]) -> None:
        """A command, to its end or death. Raises what it raises."""
        process.begin(main)
        await process.over.wait()
        if process.is_dead:
            await process.bury()
        elif process.outcome:
            raise process.outcome

    def _is_alone(self, process: Process) -> bool:
        return all(one is process or one.over.is_set() for one in self.running)

    async def stop(self) -> None:
        """SIGTERM to all. Raises what a process ended with, if it has ended before; of two replicas one may have been
        refused by a bad disk while the other was being started again."""
        expected: tuple[type[BaseException], ...] = (asyncio.CancelledError, *(REFUSALS if self.fellowship else ()))
        while self.running:
            process = self.running[0]
            await process.stop()
            self.running.remove(process)
            if process.is_dead:
                self.on_death(process)
                await process.bury()
            elif not isinstance(process.outcome, expected):
                raise AssertionError("the process has ended by itself") from process.outcome

    async def kill(self, process: Process, moment: str = "between two steps") -> None:
        """kill -9, now if it has not died before: nothing of the process reaches a file or Telegram any more."""
        process.kill(moment)
        self.running.remove(process)
        await process.bury()

    def clock(self) -> int:
        """Of the bot's machine, in milliseconds since 1970."""
        return self.world.clock.now_ms() + self.clock_error

    def own_chance(self) -> Random:
        return Random(self.chance.getrandbits(64))

    def guest(self, who: Applicant) -> Guest:
        """A person who has not written yet."""
        return Guest(self.world.user(who.first_name, language_code=who.language, phone=who.phone), who)

    async def think(self, longest: float = 20.0) -> None:
        """As people do before they act: some seconds."""
        await asyncio.sleep(self.chance.uniform(1.0, longest))

    async def press(self, who: User, label: str, message: Message) -> None:
        """On a card of the group; until it is answered."""
        await self.think()
        query = who.tap(label, chat=self.group, message=message)
        await self.world.until(lambda: query.answer is not None)

    def rows(self, table: str) -> int:
        with closing(sqlite3.connect(self.folder / "momu.db")) as database:
            [[number]] = database.execute(f"SELECT count(*) FROM {table}").fetchall()
        return int(number)

    def trace(self) -> str:
        """Every call with its parameters, its millisecond and its status, in one hash."""
        hashed = hashlib.sha256()
        for call in self.world.calls:
            hashed.update(_line(call))
        return hashed.hexdigest()


def make_life(seed: int, folder: Path, **options: Any) -> Life:
    """Before its first process. `options` are settings."""
    let_tasks_know_their_process()
    chance = Random(seed)
    world = World(TOKEN, VirtualClock(), seed=chance.getrandbits(64), calls_kept=1_000_000)
    madina, timur = (world.user(name, language_code="kk") for name in (MADINA, TIMUR))
    group = world.supergroup("Лицензиялар", members=[madina, timur])
    return Life(folder, world, madina, timur, group, chance, options)


@asynccontextmanager
async def open_life(seed: int, folder: Path, **options: Any) -> AsyncIterator[Life]:
    """With the bot running. `options` are settings."""
    life = make_life(seed, folder, **options)
    await life.start()
    try:
        yield life
    finally:
        await life.stop()


@lru_cache(maxsize=8)
def load_for_test(**given: Any) -> Settings:
    """For `run`. The environment stays the same, and reading it takes as long as twenty calls."""
    return load_settings(need_token=True, _env_file=None, bot_token=TOKEN, operator_bin=BIN, **given)


def _line(call: Call) -> bytes:
    params = {key: _told(value) for key, value in call.params.items()}
    told = [call.method, params, call.at_ms, call.status]
    return json.dumps(told, ensure_ascii=False, sort_keys=True, default=repr).encode()


def _told(value: Any) -> Any:
    if isinstance(value, Upload):
        return [value.file_name, hashlib.sha256(value.content).hexdigest()]
    return value
