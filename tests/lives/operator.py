"""What does the operator do? Stop and start the bot, change a setting, take a backup, put it back."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from bot.config.master_key import find_master_key
from bot.domain.time import Moment
from bot.operator.backup import back_up
from bot.operator.restore import Source, restore
from storage.store import open_store
from tests.lives.life import Life
from tests.same_thread import at_once, open_engine

ACTS = {"stops and starts": 0.5, "changes the policy": 0.15, "takes a backup": 0.3, "puts the last backup back": 0.1}
"""How likely each is in a life."""


@dataclass
class Operator:
    """With backups in a folder apart."""

    life: Life
    shelf: Path
    backups: list[tuple[int, Path]] = field(default_factory=list)
    """When each was taken, in the world's milliseconds."""
    restored: list[tuple[int, int]] = field(default_factory=list)
    """When something was put back, and of when it was."""

    async def act(self, what: str, chance: Random) -> str:
        """What was done, in words. Raises IndexError where there is nothing to do it with."""
        life = self.life
        if what == "puts the last backup back" and not self.backups:
            raise IndexError
        async with life.door:
            await life.stop()
            await asyncio.sleep(chance.uniform(0, 60))
            match what:
                case "changes the policy":
                    life.options["privacy_policy_version"] = str(life.begun)
                case "takes a backup":
                    await self._back_up()
                case "puts the last backup back":
                    await self._restore()
            await life.start()
        return ""

    async def _back_up(self) -> None:
        settings, chance = self.life.settings(), self.life.own_chance()
        key = find_master_key(settings, chance.randbytes)
        store = await open_store(settings.places, key, chance.randbytes, in_thread=at_once, open_engine=open_engine)
        now = self.life.world.clock.now_ms()
        try:
            backup = await back_up(store, self.shelf, datetime.fromtimestamp(now / 1000, UTC))
        finally:
            await store.close()
        self.backups.append((now, backup.folder))

    async def _restore(self) -> None:
        settings, chance = self.life.settings(), self.life.own_chance()
        taken_at, folder = self.backups[-1]
        await restore(
            settings.places,
            Source(folder),
            find_master_key(settings, chance.randbytes),
            lambda: Moment(self.life.clock()),
            chance.randbytes,
            lambda _: None,
            replace=True,
            open_engine=open_engine,
        )
        self.restored.append((self.life.world.clock.now_ms(), taken_at))
