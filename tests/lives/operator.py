"""What does the operator do? Stop and start the bot, change a setting, and what takes a command."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from bot.config.master_key import find_master_key
from bot.domain.disclosure import Format
from bot.domain.time import Moment
from bot.refusal import REFUSALS
from storage.statements import StorageError
from storage.store import Store, open_store
from tests.lives.commands import order_file, put_back, take_backup
from tests.lives.disk import open_engine_of
from tests.lives.duties import BLOCKS, LIFTS, TELLS, Breach, Dispute, block, lift, pick_somebody, tell_of_breaches
from tests.lives.empty_place import LONGEST_DOUBT, MOVES, Move, confirm, move
from tests.lives.life import MINUTE, Life
from tests.lives.mortal import Process
from tests.same_thread import at_once

ACTS = {"stops and starts": 0.5, "changes the policy": 0.15, "takes a backup": 0.3, "puts the last backup back": 0.1,
        "exports": 0.2}  # fmt: skip
"""How likely each is in a life."""
EXPECTED: tuple[type[Exception], ...] = (*REFUSALS, StorageError)
"""What a command may end with while the disk fails."""


@dataclass
class Operator:
    """With backups in a folder apart."""

    life: Life
    shelf: Path
    backups: list[tuple[int, Path]] = field(default_factory=list)
    """When each was taken, in the world's milliseconds."""
    restored: list[tuple[int, int]] = field(default_factory=list)
    """When something was put back, and of when it was."""
    exported: list[int] = field(default_factory=list)
    """When a file was ordered."""
    refused: list[str] = field(default_factory=list)
    """Why a command came to nothing."""
    disputes: list[Dispute] = field(default_factory=list)
    breaches: list[Breach] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    stops: list[int] = field(default_factory=list)
    """When the bot had stopped, each time."""

    async def act(self, what: str, chance: Random) -> str:
        """What was done, in words. Raises IndexError where there is nothing to do it with."""
        if what in ("puts the last backup back", MOVES) and not self.backups:
            raise IndexError
        if what == BLOCKS:
            return await self._block(chance)
        async with self._stopped(chance):
            match what:
                case "changes the policy":
                    self.life.options["privacy_policy_version"] = str(self.life.begun)
                case "takes a backup":
                    await take_backup(self)
                case "puts the last backup back":
                    await put_back(self)
                case "exports":
                    await order_file(self, chance.choice(tuple(Format)))
                case _ if what == LIFTS:
                    await lift(self)
                case _ if what == TELLS:
                    await tell_of_breaches(self, chance.choice((1, 1, 2)))
                case _ if what == MOVES:
                    await move(self, keeps_erasures=chance.random() < 0.3)
        if what == MOVES and self.moves[-1].is_doubted:
            await asyncio.sleep(chance.uniform(MINUTE, LONGEST_DOUBT))
            async with self._stopped(chance):
                await confirm(self)
        return ""

    async def _block(self, chance: Random) -> str:
        somebody = pick_somebody(self.life, chance)
        async with self._stopped(chance):
            await block(self, somebody)
        return f" ({somebody.first_name})"

    @asynccontextmanager
    async def _stopped(self, chance: Random) -> AsyncIterator[None]:
        """The bot is, for a minute or longer; sometimes the next process does not come far."""
        async with self.life.door:
            await self.life.stop()
            self.stops.append(self.now)
            await asyncio.sleep(chance.uniform(0, 60))
            if chance.random() < 0.3:
                self.life.doom = chance.randrange(60)
            yield
            await self.life.start()

    async def command(self, work: Callable[[Store, Random], Awaitable[None]]) -> bool:
        """Does the work in a process of its own; whether it came to its end."""
        settings, chance = self.life.settings(), self.life.own_chance()
        process, ended = self.life.new_process(), []
        open_engine = open_engine_of(process, chance)

        async def main() -> None:
            key = find_master_key(settings, chance.randbytes)
            store = await open_store(settings.places, key, chance.randbytes, in_thread=at_once, open_engine=open_engine)
            try:
                await work(store, chance)
            finally:
                await store.close()
            ended.append(True)

        await self.run(process, main())
        return bool(ended)

    async def run(self, process: Process, main: Coroutine[object, object, None]) -> None:
        """Notes why it came to nothing."""
        try:
            await self.life.run(process, main)
        except EXPECTED as refused:
            self.refused.append(repr(refused))
        if process.death:
            self.refused.append(f"killed {process.death}")

    def bot_time(self) -> Moment:
        """By the clock of the bot's machine."""
        return Moment(self.life.clock())

    @property
    def now(self) -> int:
        """In the world's milliseconds."""
        return self.life.world.clock.now_ms()
