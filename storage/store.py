"""What does the bot remember with, and what does it know about the person in front of it?"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from bot.domain.address import Address
from bot.domain.consent import Consent, Purpose
from bot.domain.erasure import Erasure
from bot.domain.form import Draft
from bot.domain.lead import Lead
from bot.domain.person import Person
from bot.domain.time import EPOCH, Moment
from bot.machine import Entropy, InThread, Sleep, system_sleep, system_thread
from storage import consents, drafts, erasure_ends, erasures, leads, persons, seen_updates, unsettled
from storage.engine import Engine
from storage.files import FileLock
from storage.heads import HeadFile
from storage.migrate import migrate
from storage.new_keys import Key
from storage.news import Bulletin
from storage.places import Places
from storage.presence import Presence
from storage.seal_anew import seal_anew
from storage.sqlite import OpenEngine, SqliteEngine
from storage.sqlite_scrub import log_of
from storage.statements import (
    Conflict,
    DatabaseLost,
    KeystoreLost,
    KeystoreUnusable,
    Statement,
    Statements,
    StorageDamaged,
    StorageError,
    StorageUnavailable,
)
from storage.tombstones import Tombstone, TombstoneFile
from storage.vault import Seal, Vault

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whoever wrote. Without a person there is no consent, and nothing of what is here reaches a disk."""

    pseudonym: bytes
    address: Address
    seal: Seal | None = None
    person: Person | None = None
    consent: Consent | None = None
    draft: Draft | None = None
    leads: tuple[Lead, ...] = ()
    erasure: Erasure | None = None  # under way, until they have been told that it is done


@dataclass(frozen=True, slots=True)
class Store:
    """The database, its keystore, and the lock that keeps a second process out."""

    engine: Engine
    vault: Vault
    keys: Engine
    lock: FileLock
    heads: HeadFile
    tombstones: TombstoneFile
    presence: Presence
    in_thread: InThread
    bulletin: Bulletin = field(default_factory=Bulletin)
    riders: list[Statement] = field(default_factory=list)

    def misplaced(self) -> list[str]:
        """Names of files in use that somebody has deleted or moved."""
        lock = [] if self.lock.is_in_place else [self.lock.name]
        return [*self.presence.lost(), *lock]

    async def visitor(self, address: Address) -> Visitor:
        pseudonym = self.vault.pseudonym(address)
        seal = await self.vault.seal_of(pseudonym)
        person = await persons.load(self.engine, pseudonym, seal) if seal else None
        if seal is None or person is None or person.erasing:
            erasure = await erasures.under_way(self.engine, self.vault, pseudonym)
            known = _ghost(erasure) if erasure and person is None else person
            return Visitor(pseudonym, address, seal, known, erasure=erasure)
        return Visitor(
            pseudonym,
            address,
            seal,
            person,
            await consents.of_person(self.engine, pseudonym, Purpose.APPLICATION),
            await drafts.load(self.engine, pseudonym, seal),
            tuple(await leads.of_person(self.engine, pseudonym, seal)),
        )

    async def has_seen(self, update_id: int) -> bool:
        return await seen_updates.has(self.engine, update_id)

    async def commit(self, changes: Statements, new_keys: Sequence[Key] = ()) -> None:
        """Keys first: a key without rows harms nobody, rows without a key are lost. Raises Conflict."""
        with self.vault.in_use(new_keys):
            if new_keys:
                await self.vault.store(new_keys)
            riders, self.riders[:] = list(self.riders), []
            # First the riders, whose rows may be moved; what is written at one moment shares a transaction.
            await asyncio.gather(*(self.engine.write(one) for one in (riders, changes) if one))
        self._post(changes)

    def write_with_next(self, change: Statement) -> None:
        """With whatever is committed next, or at the end: a process that dies before has not written it."""
        self.riders.append(change)

    async def try_commit(self, changes: Statements, new_keys: Sequence[Key] = ()) -> bool:
        """As `commit`; False, and nothing is written, if what it was decided on is no longer true."""
        try:
            await self.commit(changes, new_keys)
        except Conflict:
            return False
        return True

    async def commit_each(self, changes: Sequence[Statements]) -> int:
        """Each for itself, in one transaction together: how many were accepted; the others conflict."""
        outcomes = await asyncio.gather(*(self.engine.write(one) for one in changes), return_exceptions=True)
        for one, outcome in zip(changes, outcomes, strict=True):
            if outcome is None:
                self._post(one)
        failed = [outcome for outcome in outcomes if outcome is not None]
        for failure in failed:
            if not isinstance(failure, Conflict):
                raise failure
        return len(outcomes) - len(failed)

    def _post(self, committed: Statements) -> None:
        self.bulletin.post(news for statement in committed for news in statement.brings)

    async def add_tombstones(self, *tombstones: Tombstone) -> None:
        """On disk when this returns."""
        await self.in_thread(partial(self.tombstones.add, *tombstones))

    async def drop_spent_keys(self) -> None:
        """Destroy keys of erasures whose receipt was given just before a crash.

        Only those: a key that this database does not know may open rows of a backup, or of another database.
        """
        spent = await erasure_ends.spent_keys(self.engine) & set(await self.vault.subjects())
        if spent:
            await self.vault.destroy(*spent)

    async def orphans(self, after: Moment, before: Moment) -> dict[bytes, Moment]:
        """Keys that were written and their rows not, and when; those of between the two moments are left out."""
        written = await self.vault.unsettled(after, before)
        known = {subject for subject in written if await unsettled.stored(self.engine, subject)}
        await self.vault.settle(*known)
        return {subject: at for subject, at in written.items() if subject not in known}

    async def close(self) -> None:
        """Lets go of the lock in any case: the next bot may be in this very process, as in the demo."""
        try:
            with suppress(StorageError):  # whatever database is put here next, these keys are this one's
                await self.commit([])
                await self.orphans(EPOCH, EPOCH)
            await self.engine.close()
            await self.keys.close()
        finally:
            self.lock.release()


def _ghost(erasure: Erasure) -> Person:
    """Whoever is left of somebody whose key is gone already: enough to be answered in their language."""
    return Person(erasure.address, erasure.language, None, erasing=True, created_at=EPOCH, ledger_subject="")


async def open_store(
    places: Places,
    master_key: bytes,
    entropy: Entropy,
    *,
    sleep: Sleep = system_sleep,
    in_thread: InThread = system_thread,
    open_engine: OpenEngine = SqliteEngine.open,
) -> Store:
    """Raises AlreadyRunning, StorageUnavailable, SchemaTooNew, KeystoreLost, DatabaseLost, WrongMasterKey or
    RewrapUnfinished.

    TombstonesUnusable, HeadsUnusable and KeystoreUnusable are kinds of StorageUnavailable that say which file it is.
    """
    lock = _lock(places)
    engines: list[Engine] = []
    try:
        # The keystore comes first, so a database without one has lost it.
        if places.hold_a_database and not places.hold_a_keystore:
            raise KeystoreLost
        if left := await places.remains(open_engine):
            raise DatabaseLost(left)
        engines.append(keys := await _open_keystore(places.keystore, open_engine))
        engines.append(main := await open_engine(places.database, [keys.presence]))
        await migrate(main, "main")
        await main.forbid_changes("ledger")
        await migrate(keys, "keys")
        vault = Vault(keys, master_key, entropy, sleep)
        await _unlock(vault, main)
    except BaseException:
        for engine in engines:
            await engine.close()
        lock.release()
        raise
    presence = Presence(places.database, log_of(places.database), places.keystore, places.tombstones)
    return Store(main, vault, keys, lock, HeadFile(places.heads), TombstoneFile(places.tombstones), presence, in_thread)


async def _unlock(vault: Vault, main: Engine) -> None:
    """And bring up to date what only its keys can."""
    if await vault.is_new() and await persons.everybody(main):
        raise KeystoreLost
    await vault.unlock()
    if done := await seal_anew(main, vault):
        log.info("%d addresses of an earlier version sealed anew", done)


def _lock(places: Places) -> FileLock:
    """Keep others out, and see that everything can be written."""
    lock = places.lock
    try:
        lock.acquire()
        places.try_out()
        places.exchange.finish()
    except OSError as error:
        lock.release()
        raise StorageUnavailable(type(error).__name__) from None
    except StorageUnavailable:
        lock.release()
        raise
    return lock


async def _open_keystore(path: Path, open_engine: OpenEngine) -> SqliteEngine:
    try:
        return await open_engine(path)
    except StorageDamaged:
        raise
    except StorageUnavailable as error:
        raise KeystoreUnusable(str(error)) from None
