"""A life: one installation with its people, days long, in seconds; a seed says all that chance says.

`async with open_life(seed, folder) as life` inside `virtual_loop.run`. Everybody who draws has chance of their own, so
that one more call does not change what somebody says.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from bot.app import open_app
from bot.config.settings import Settings, load_settings
from simulator.actors.user import User
from simulator.schema.upload import Upload
from simulator.state.calls import Call
from simulator.state.group import Group
from simulator.state.message import Message
from simulator.world import World
from tests.lives.telegram_here import telegram_here
from tests.lives.virtual_machine import VirtualClock, VirtualTriggers, virtual_machine
from tests.people import MADINA, TIMUR, Applicant
from tests.same_thread import open_engine
from tests.scenarios.stage import TOKEN, Guest

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
    _running: asyncio.Task[None] | None = None

    def settings(self) -> Settings:
        given: dict[str, Any] = {
            "bot_token": TOKEN,
            "database_url": self.folder / "momu.db",
            "staff_chat_id": self.group.id,
            **self.options,
        }
        return load_settings(need_token=True, _env_file=None, **given)

    async def start(self) -> None:
        """A new process on the same files."""
        machine = virtual_machine(self.world.clock, self.own_chance())
        here = telegram_here(self.world, self.own_chance())

        async def run() -> None:
            async with open_app(self.settings(), machine, VirtualTriggers, open_engine, here) as app:
                await app.run()

        self._running = asyncio.create_task(run())

    async def stop(self) -> None:
        """SIGTERM. Raises what the process ended with, if it has ended before."""
        running, self._running = self._running, None
        if running:
            running.cancel()
            [outcome] = await asyncio.gather(running, return_exceptions=True)
            if not isinstance(outcome, asyncio.CancelledError):
                raise AssertionError("the process has ended by itself") from outcome

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


@asynccontextmanager
async def open_life(seed: int, folder: Path, **options: Any) -> AsyncIterator[Life]:
    """With the bot running. `options` are settings."""
    chance = Random(seed)
    world = World(TOKEN, VirtualClock(), seed=chance.getrandbits(64), calls_kept=1_000_000)
    madina, timur = (world.user(name, language_code="kk") for name in (MADINA, TIMUR))
    group = world.supergroup("Лицензиялар", members=[madina, timur])
    life = Life(folder, world, madina, timur, group, chance, options)
    await life.start()
    try:
        yield life
    finally:
        await life.stop()


def _line(call: Call) -> bytes:
    params = {key: _told(value) for key, value in call.params.items()}
    return json.dumps([call.method, params, call.at_ms, call.status], ensure_ascii=False, sort_keys=True).encode()


def _told(value: Any) -> Any:
    if isinstance(value, Upload):
        return [value.file_name, hashlib.sha256(value.content).hexdigest()]
    return value
