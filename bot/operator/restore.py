"""Restores a backup without bringing back anybody who was erased after it was made.

The files are copied into a staging folder beside the database and checked there. The persons named by the tombstones
are erased there again. Only then do the new files replace the old ones, all at once (storage/exchange.py).
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.config.master_key import MasterKeyLost
from bot.domain.frozen import frozen
from bot.domain.ledger import Event
from bot.domain.time import NO_TIME
from bot.jobs.replay_tombstones import replay_tombstones
from bot.jobs.settle_keys import settle_keys
from bot.machine import Clock, Entropy
from bot.operator.backup import DATABASE, HEADS, KEYSTORE, SUMS, TOMBSTONES, digest
from bot.operator.progress import REMOVING_TRACES, Begin
from bot.operator.verify import verify
from bot.refusal import Refusal
from storage import ledger, persons, restored
from storage.files import copy_private
from storage.head_file import HeadFile
from storage.places import Places, alone
from storage.sqlite import OpenEngine, SqliteEngine
from storage.statements import StorageUnavailable
from storage.store import Store, open_store
from storage.tombstone_file import TombstoneFile
from storage.tombstones import adopt
from storage.vault import WrongMasterKey

KEY_ELSEWHERE = "MASTER_KEY: the key that opens this backup is not here; put its master.key back or set MASTER_KEY"
KEY_DOES_NOT_FIT = (
    "MASTER_KEY: the key here does not open the keystore of the backup; set the key that was in use when it was made, "
    "or name a keystore that the key opens with --keys"
)


class RestoreRefused(Refusal):
    """The text says why, in one line. Nothing was changed."""


@frozen
class Source:
    """A backup. `keystore` is another copy of the keys, if its own was destroyed, as it should be after a week."""

    folder: Path
    keystore: Path | None = None

    @property
    def name(self) -> str:
        return self.folder.resolve().name

    @property
    def has_own_keys(self) -> bool:
        """Whether the keys that are restored are of the same moment as the database."""
        return self.keystore is None and (self.folder / KEYSTORE).exists()

    @property
    def is_there(self) -> bool:
        try:
            return (self.folder / DATABASE).exists() and (self.folder / SUMS).exists()
        except OSError:
            return False


@frozen
class Restored:
    """The persons who were erased again, the numbers of persons and ledger rows, and whether the tombstones are those
    of the backup only, and so perhaps too old.
    """

    erased: tuple[bytes, ...]
    persons: int
    rows: int
    only_old_tombstones: bool


async def restore(
    places: Places,
    source: Source,
    master_key: bytes | None,
    clock: Clock,
    entropy: Entropy,
    begin: Begin,
    *,
    replace: bool,
    without_newest_tombstones: bool = False,
    open_engine: OpenEngine = SqliteEngine.open,
) -> Restored:
    """Raises RestoreRefused, MasterKeyLost, and what `open_store`, `verify` and `replay_tombstones` raise."""
    if not source.is_there:
        raise RestoreRefused(f"there is no backup in {source.folder}; name the dated folder itself")
    if master_key is None:
        raise MasterKeyLost(KEY_ELSEWHERE)
    with alone(places):
        only_old_tombstones = _check_replacing(places, source, replace, without_newest_tombstones)
        staging = _staging_places(places)
        try:
            begin("copying and checking")
            await _fetch(places, source, staging, open_engine)
            await _check_files(staging, open_engine)
            async with _opened(staging, master_key, entropy, open_engine) as store:
                erased = await _prepare(store, places, source, clock, begin, only_old_tombstones=only_old_tombstones)
                known, rows = len(await persons.all_pseudonyms(store.engine)), (await ledger.head(store.engine)).seq
            _change_places(places, staging)
        except WrongMasterKey:
            raise RestoreRefused(KEY_DOES_NOT_FIT) from None
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise RestoreRefused(f"the backup could not be restored: {reason}") from None
        finally:
            places.exchange.finish()
    return Restored(tuple(erased), known, rows, only_old_tombstones)


def _check_replacing(places: Places, source: Source, replace: bool, without_newest_tombstones: bool) -> bool:
    """Refuse what must not be replaced. True if only the tombstones of the backup itself are left."""
    lived_in = next((file for file in (places.database, places.keystore) if file.exists()), None)
    if lived_in and not replace:
        raise RestoreRefused(f"{lived_in} exists; --replace destroys what is there once all is restored")
    if places.tombstones.exists():
        return False
    if lived_in or not (source.folder / TOMBSTONES).exists():
        raise RestoreRefused(
            f"{places.tombstones}, the file of erasures, is missing; put the newest copy there: "
            "without it people who were erased would come back"
        )
    if not without_newest_tombstones:
        raise RestoreRefused(
            f"{places.tombstones}, the newest file of erasures, is missing: whoever was erased after the backup would "
            "be back. Put it there, or say --without-newest-tombstones if it is lost for good"
        )
    return True


def _staging_places(places: Places) -> Places:
    folder = places.exchange.workshop
    return Places(folder / places.database.name, folder / "keystore" / places.keystore.name, folder / TOMBSTONES)


async def _fetch(places: Places, source: Source, staging: Places, open_engine: OpenEngine) -> None:
    _check_sums(source.folder)
    copy_private(source.folder / DATABASE, staging.database)
    if (source.folder / HEADS).exists():
        copy_private(source.folder / HEADS, staging.heads)
    tombstones = TombstoneFile(staging.tombstones)
    if places.tombstones.exists():
        copy_private(places.tombstones, staging.tombstones)
    tombstones.begin()
    await adopt(tombstones, await TombstoneFile(source.folder / TOMBSTONES).read())
    keystore = source.keystore or source.folder / KEYSTORE
    if keystore.is_dir():
        keystore = keystore / Path(KEYSTORE).name
    if keystore.exists():
        copy_private(keystore, staging.keystore)
    elif source.keystore is None and places.keystore.exists():
        await _copy_live(places.keystore, staging.keystore, open_engine)
    else:
        raise RestoreRefused(f"there is no keystore in {keystore}; name another backup's with --keys")


async def _copy_live(keystore: Path, target: Path, open_engine: OpenEngine) -> None:
    engine = await open_engine(keystore)
    try:
        await engine.copy_to(target)
    finally:
        await engine.close()


def _check_sums(folder: Path) -> None:
    for line in (folder / SUMS).read_text("ascii", errors="replace").splitlines():
        wanted, _, name = line.partition("  ")
        file = folder / name
        if file.is_file() and digest(file) != wanted:
            raise RestoreRefused(f"{file} is not what was backed up; use another backup")


async def _check_files(staging: Places, open_engine: OpenEngine) -> None:
    for file in (staging.database, staging.keystore):
        try:
            engine = await open_engine(file)
        except StorageUnavailable:
            raise RestoreRefused(f"{file.name} in the backup is damaged; use another backup") from None
        try:
            if not await engine.is_sound():
                raise RestoreRefused(f"{file.name} in the backup is damaged; use another backup")
        finally:
            await engine.close()


@asynccontextmanager
async def _opened(
    staging: Places, master_key: bytes, entropy: Entropy, open_engine: OpenEngine
) -> AsyncIterator[Store]:
    store = await open_store(staging, master_key, entropy, open_engine=open_engine)
    try:
        yield store
    finally:
        await store.close()


async def _prepare(
    store: Store, places: Places, source: Source, clock: Clock, begin: Begin, *, only_old_tombstones: bool
) -> list[bytes]:
    """Check what needs the keys, erase again, and record the restoring in the ledger. Returns who was erased."""
    kept = await verify(store, begin("verifying and erasing again", (await ledger.head(store.engine)).seq))
    erased = await replay_tombstones(store, clock, restoring=True)
    await _check_keys(store)
    if source.has_own_keys:
        await settle_keys(store, clock, younger=NO_TIME)
    await store.vault.settle_all()  # so that keys unknown to this database are kept
    before = (await HeadFile(places.heads).read())[-1:]
    facts: dict[str, object] = {
        "backup": source.name,
        "rows_kept": kept.seq,
        "last_head_before": [[one.seq, one.hash] for one in before],
    }
    if only_old_tombstones:
        facts["without_newest_tombstones"] = True
        await store.commit(restored.doubt_everybody(clock()))
    await store.commit(ledger.append(Event.BACKUP_RESTORED, "", facts, clock()))
    await store.heads.publish(await ledger.head(store.engine), clock())
    begin(REMOVING_TRACES)
    if not await store.engine.scrub() or not await store.vault.compact():
        raise StorageUnavailable("busy")
    return erased


async def _check_keys(store: Store) -> None:
    keys = set(await store.vault.subjects())
    for subject in keys:
        await store.vault.seal_of(subject)
    missing = set(await persons.all_pseudonyms(store.engine)) - keys
    if missing:
        raise RestoreRefused(
            f"this keystore lacks the keys of {len(missing)} in the database; name one of the same time with --keys"
        )


def _change_places(places: Places, staging: Places) -> None:
    exchange = places.exchange
    exchange.lay(staging.database, places.database)
    exchange.lay(staging.keystore, places.keystore)
    exchange.lay(staging.tombstones, places.tombstones)
    exchange.lay(staging.heads, places.heads)
    exchange.decide()
