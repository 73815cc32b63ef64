"""Finds and destroys copies of the keystore in backups that are older than a week (KEYS_IN_BACKUPS).

A copy of a key makes readable again what was destroyed since, so receipts promise that none lives longer.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from bot.domain.retention import KEYS_IN_BACKUPS
from bot.domain.time import SECOND
from storage.files import destroy_file, sync_folder

FOLDER_NAME = "momu-%Y-%m-%dT%H-%M-%S"
"""The name of a backup's folder, from its time in the operator's time zone."""
KEYS = "keys"
KEYS_LIFE = timedelta(seconds=KEYS_IN_BACKUPS / SECOND)


def overdue(folder: Path, now: datetime) -> list[Path]:
    """Folders with keys, of backups in `folder` that are older than KEYS_LIFE; none if it is not there.

    Raises OSError if it cannot be read.
    """
    backups = sorted(folder.iterdir()) if folder.exists() else []
    return [one / KEYS for one in backups if _is_old(one, now) and (one / KEYS).is_dir()]


def destroy(keys: Path) -> None:
    """Overwrite and delete everything in such a folder, and the folder. Raises OSError."""
    for file in sorted(keys.iterdir()):
        destroy_file(file)
    keys.rmdir()
    sync_folder(keys.parent)


def _is_old(backup: Path, now: datetime) -> bool:
    """False for a folder that no backup has made: its name says no time."""
    try:
        made = datetime.strptime(backup.name, FOLDER_NAME).replace(tzinfo=now.tzinfo)
    except ValueError:
        return False
    return now - made >= KEYS_LIFE
