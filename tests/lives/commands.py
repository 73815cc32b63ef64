"""The operator's backups, exports and restores."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.config.master_key import find_master_key
from bot.domain.disclosure import Format, Recipient
from bot.domain.wall_clock import local
from bot.i18n import load_words
from bot.operator.backup import back_up
from bot.operator.export import Order, export
from bot.operator.progress import silent
from bot.operator.restore import Source, restore
from bot.views.export_file import ExportFileMaker
from storage.any_places import in_files
from storage.store import Store
from tests.lives.disk import open_engine_of
from tests.lives.virtual_machine import virtual_machine

if TYPE_CHECKING:
    from tests.lives.operator import Operator


async def take_backup(operator: Operator) -> None:
    now, places = operator.now, in_files(operator.life.settings().places)

    async def work(store: Store, chance: Random) -> None:
        backup = await back_up(store, places, operator.shelf, datetime.fromtimestamp(now / 1000, UTC))
        made.append((now, backup.folder))

    made: list[tuple[int, Path]] = []
    if await operator.command(work):
        operator.backups += made


async def order_file(operator: Operator, form: Format) -> None:
    """For a colleague, of all applications."""
    life, settings = operator.life, operator.life.settings()
    zone, order = ZoneInfo(settings.timezone), Order(Recipient.STAFF, form, "Бухгалтерия", "есеп")
    operator.exported.append(operator.now)

    async def work(store: Store, chance: Random) -> None:
        machine = virtual_machine(life.clock, life.world.clock.monotonic, chance)
        files = ExportFileMaker(store, load_words(), settings.staff_language, zone, machine)
        await export(store, files, order, local(machine.clock(), zone).date(), machine.clock, chance.randbytes)

    await operator.command(work)


async def put_back(operator: Operator) -> None:
    """The last backup, in place of what is there."""
    taken_at, folder = operator.backups[-1]
    await restore_from(operator, folder, taken_at)


async def restore_from(operator: Operator, folder: Path, taken_at: int, *, into_nothing: bool = False) -> None:
    """`into_nothing`: no file is there that it could replace, but perhaps the newest one of erasures."""
    life = operator.life
    settings, chance = life.settings(), life.own_chance()
    process = life.new_process()
    open_engine = open_engine_of(process, chance)

    async def main() -> None:
        key = find_master_key(settings, chance.randbytes)
        operator.restored.append((operator.now, taken_at))  # even if it is killed: nobody knows
        await restore(
            in_files(settings.places),
            Source(folder),
            key,
            operator.bot_time,
            chance.randbytes,
            silent,
            replace=not into_nothing,
            without_newest_tombstones=into_nothing and not in_files(settings.places).tombstones.exists(),
            open_engine=open_engine,
        )

    await operator.run(process, main())
