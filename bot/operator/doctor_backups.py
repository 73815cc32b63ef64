"""Examines whether copies of keys in backups are too old, and whether a restore waits to be confirmed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from bot.health.finding import Finding, problem, warning
from bot.operator.backup_keys import KEYS_LIFE, overdue
from storage import backup_folders, restored
from storage.store import Store

NAME = "backups"


async def examine_backups(store: Store, now: datetime) -> list[Finding]:
    """Folders that are not there now, such as those on another disk, are left out."""
    found = [_examine(Path(folder), now) for folder in await backup_folders.load_all(store.engine, store.folder)]
    return [finding for finding in found if finding] + await _unconfirmed(store)


def _examine(folder: Path, now: datetime) -> Finding | None:
    try:
        old = overdue(folder, now)
    except OSError as error:
        return warning(NAME, f"{folder} cannot be read: {error.strerror or type(error).__name__}")
    if not old:
        return None
    days, names = KEYS_LIFE.days, ", ".join(str(one) for one in old)
    return problem(NAME, f"copies of keys are older than {days} days: destroy {names}, or make a backup in {folder}")


async def _unconfirmed(store: Store) -> list[Finding]:
    number = await restored.count_doubted(store.engine)
    if not number:
        return []
    return [
        warning(
            "restore",
            f"{number} persons came back without the newest file of erasures, and their contacts are shown to nobody; "
            "python -m bot confirm-restored, with --tombstones if you find a newer file",
        )
    ]
