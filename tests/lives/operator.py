"""What does the operator do? Stop and start the bot, change a setting, take a backup, put it back."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from bot.config.master_key import find_master_key
from bot.domain.disclosure import Format, Recipient
from bot.domain.time import Moment
from bot.domain.wall_clock import local
from bot.i18n import load_words
from bot.operator.backup import back_up
from bot.operator.export import Order, export
from bot.operator.restore import Source, restore
from bot.refusal import REFUSALS
from bot.views.export_file import ExportFileMaker
from storage.statements import StorageError
from storage.store import open_store
from tests.lives.disk import open_engine_of
from tests.lives.life import Life
from tests.lives.mortal import Process
from tests.lives.virtual_machine import virtual_machine
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

    async def act(self, what: str, chance: Random) -> str:
        """What was done, in words. Raises IndexError where there is nothing to do it with."""
        life = self.life
        if what == "puts the last backup back" and not self.backups:
            raise IndexError
        async with life.door:
            await life.stop()
            await asyncio.sleep(chance.uniform(0, 60))
            if chance.random() < 0.3:
                life.doom = chance.randrange(60)
            match what:
                case "changes the policy":
                    life.options["privacy_policy_version"] = str(life.begun)
                case "takes a backup":
                    await self._back_up()
                case "puts the last backup back":
                    await self._restore()
                case "exports":
                    await self._export(chance.choice(tuple(Format)))
            await life.start()
        return ""

    async def _back_up(self) -> None:
        settings, chance = self.life.settings(), self.life.own_chance()
        process, now = self.life.new_process(), self.life.world.clock.now_ms()
        open_engine = open_engine_of(process, chance)

        async def main() -> None:
            key = find_master_key(settings, chance.randbytes)
            store = await open_store(settings.places, key, chance.randbytes, in_thread=at_once, open_engine=open_engine)
            try:
                backup = await back_up(store, self.shelf, datetime.fromtimestamp(now / 1000, UTC))
            finally:
                await store.close()
            self.backups.append((now, backup.folder))

        await self._run(process, main())

    async def _export(self, form: Format) -> None:
        """For a colleague, of all applications."""
        life, settings, chance = self.life, self.life.settings(), self.life.own_chance()
        process, zone = life.new_process(), ZoneInfo(settings.timezone)
        open_engine = open_engine_of(process, chance)
        machine = virtual_machine(life.clock, life.world.clock.monotonic, chance)
        self.exported.append(life.world.clock.now_ms())
        order = Order(Recipient.STAFF, form, "Бухгалтерия", "есеп")

        async def main() -> None:
            key = find_master_key(settings, chance.randbytes)
            store = await open_store(settings.places, key, chance.randbytes, in_thread=at_once, open_engine=open_engine)
            try:
                files = ExportFileMaker(store, load_words(), settings.staff_language, zone, machine)
                today = local(machine.clock(), zone).date()
                await export(store, files, order, today, machine.clock, chance.randbytes)
            finally:
                await store.close()

        await self._run(process, main())

    async def _restore(self) -> None:
        settings, chance = self.life.settings(), self.life.own_chance()
        process, (taken_at, folder) = self.life.new_process(), self.backups[-1]
        open_engine = open_engine_of(process, chance)

        async def main() -> None:
            key, clock = find_master_key(settings, chance.randbytes), self.life.clock
            self.restored.append((self.life.world.clock.now_ms(), taken_at))  # even if it is killed: nobody knows
            await restore(
                settings.places,
                Source(folder),
                key,
                lambda: Moment(clock()),
                chance.randbytes,
                lambda _: None,
                replace=True,
                open_engine=open_engine,
            )

        await self._run(process, main())

    async def _run(self, process: Process, main: Coroutine[object, object, None]) -> None:
        try:
            await self.life.run(process, main)
        except EXPECTED as refused:
            self.refused.append(repr(refused))
        if process.death:
            self.refused.append(f"killed {process.death}")
