"""Makes a backup that is consistent, unreadable without the master key, and safe to keep.

It holds the database and, in a folder of its own, the keystore. A copy of the keystore would bring destroyed keys back,
so it must be destroyed soon. The master key is never part of a backup. The folder gets its name only when the backup is
complete and on disk.
"""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from bot.domain.frozen import frozen
from bot.jobs.replay_tombstones import TombstonesLost
from bot.operator.backup_keys import FOLDER_NAME, KEYS_LIFE, destroy, overdue
from bot.operator.progress import Begin, silent
from bot.refusal import Refusal
from storage import backup_folders, copies, erasure_ends, ledger
from storage.engine import as_file
from storage.files import sync_folder, write_private
from storage.head_file import HeadFile
from storage.places import Places
from storage.statements import StorageUnavailable
from storage.store import Store
from storage.tombstone_file import TombstoneFile

DATABASE, KEYSTORE, TOMBSTONES, HEADS = "momu.db", "keys/keys.db", "erasures.log", "ledger.heads"
FILES = (DATABASE, KEYSTORE, TOMBSTONES, HEADS)
SUMS = "SHA256SUMS"
TRIES = 3
UNFINISHED = "unfinished"
EXPLAIN = """Backup of momu-bot, {at:%Y-%m-%d %H:%M %Z}. Restore: python -m bot restore {name}

momu.db        applications, consents and the ledger; what people said is sealed. Keep it as long as you need backups.
keys/keys.db   the keys to it, wrapped by the master key. DESTROY THE FOLDER keys BY {end:%Y-%m-%d}: a copy of a key
               makes readable again what was destroyed since. Afterwards momu.db restores with a newer keystore.
erasures.log   who was erased until now. Restoring needs the newest one; keep it longer than any backup.
ledger.heads   what the ledger was, day by day; here {rows} rows, head {head}.
SHA256SUMS     of all files; sha256sum -c SHA256SUMS

The master key is not here and must not be: keep it elsewhere.
"""


class BackupRefused(Refusal):
    """The text says why, in one line. No backup was made, unless it says so."""


@frozen
class Backup:
    """The folder of the backup, the size of each file in bytes, and the time by which to destroy its keystore.

    `destroyed`: folders of older backups whose keys were destroyed, because their time was over.
    """

    folder: Path
    files: dict[str, int]
    keys_until: datetime
    destroyed: tuple[Path, ...] = ()


async def back_up(store: Store, places: Places, folder: Path, now: datetime, begin: Begin = silent) -> Backup:
    """Write a new folder, named after `now`, into `folder`; then destroy keys that are too old in the others there.

    Raises BackupRefused and TombstonesLost.
    """
    final, partial = folder / now.strftime(FOLDER_NAME), folder / UNFINISHED
    if await erasure_ends.count_buried(store.engine) > len(await store.tombstones.read()):
        raise TombstonesLost
    try:
        await _fill_between_erasures(store, places, final, partial, now, begin)
        backup_folders.note(folder, store.folder)
        made = _give_name(partial, final, now)
    except StorageUnavailable as error:
        raise BackupRefused(f"the backup could not be written ({error}); check {folder} and its free space") from None
    except OSError as error:
        raise BackupRefused(f"the backup could not be written: {error.strerror or type(error).__name__}") from None
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return replace(made, destroyed=_destroy_old_keys(folder, now))


def _destroy_old_keys(folder: Path, now: datetime) -> tuple[Path, ...]:
    try:
        old = overdue(folder, now)
        for keys in old:
            destroy(keys)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise BackupRefused(f"the backup is made, but old copies of keys in {folder} stay: {reason}") from None
    return tuple(old)


def _make_room(final: Path, partial: Path) -> None:
    if final.exists():
        raise BackupRefused(f"{final} exists already; nothing is ever written over a backup")
    shutil.rmtree(partial, ignore_errors=True)  # left by a process that was killed
    partial.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial.mkdir(mode=0o700)


async def _fill_between_erasures(
    store: Store, places: Places, final: Path, partial: Path, now: datetime, begin: Begin
) -> None:
    """Copy anew if an erasure came between."""
    for _ in range(TRIES):
        _make_room(final, partial)
        await _fill(store, places, partial, now, final.name, begin)
        if not await copies.lack_keys(store, *(partial / name for name in (DATABASE, KEYSTORE, TOMBSTONES))):
            return
    raise BackupRefused("erasures are going on, so no backup was made; try again in a minute")


async def _fill(store: Store, places: Places, partial: Path, now: datetime, name: str, begin: Begin) -> None:
    # The heads go first and the tombstones last: a head must not be newer than the ledger, nor rows than a tombstone.
    write_private(partial / HEADS, HeadFile(places.heads).text())
    begin("copying the database")
    await as_file(store.engine).copy_to(partial / DATABASE)
    begin("copying the keys")
    await as_file(store.keys).copy_to(partial / KEYSTORE)
    tombstones = TombstoneFile(places.tombstones)
    tombstones.begin()
    write_private(partial / TOMBSTONES, tombstones.text())
    begin("adding up the files")
    write_private(partial / SUMS, "".join(f"{digest(partial / file)}  {file}\n" for file in FILES).encode())
    head = await ledger.head(store.engine)
    text = EXPLAIN.format(at=now, end=now + KEYS_LIFE, name=name, rows=head.seq, head=head.hash or "none")
    write_private(partial / "README.txt", text.encode())


def _give_name(partial: Path, final: Path, now: datetime) -> Backup:
    sync_folder(partial / "keys")
    partial.rename(final)
    sync_folder(final.parent)
    return Backup(final, {file: (final / file).stat().st_size for file in FILES}, now + KEYS_LIFE)


def digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
