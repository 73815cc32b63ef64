"""The store: the database with its keystore."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import field, replace
from pathlib import Path
from typing import Any

from bot.domain.address import Address
from bot.domain.frozen import frozen
from bot.domain.time import EPOCH, Moment
from bot.machine import Entropy, InThread, Monotonic, Sleep, system_sleep, system_thread, system_timer
from storage import disclosure_ends, erasure_ends, persons, unsettled, visitors
from storage.any_places import AnyPlaces
from storage.engine import Engine
from storage.files import FileLock
from storage.heads import Heads
from storage.keystores import keystore_of
from storage.leader import Term
from storage.migrate import migrate
from storage.new_keys import Key
from storage.news import Bulletin
from storage.presence import Presence
from storage.sqlite import OpenEngine, SqliteEngine
from storage.statements import Conflict, KeystoreLost, Statement, Statements, StorageError
from storage.take_over import take_over
from storage.tombstones import Tombstones
from storage.vault import Vault
from storage.visitors import Visit, Visitor


@frozen
class Store:
    """The database in its `folder`, its keystore, and the lock that keeps a second process out."""

    engine: Engine
    vault: Vault
    keys: Engine
    lock: FileLock
    heads: Heads
    tombstones: Tombstones
    presence: Presence
    in_thread: InThread
    folder: Path
    closing: AsyncExitStack
    """Closes all that was opened, and releases the lock at last."""
    bulletin: Bulletin = field(default_factory=Bulletin)
    for_next_commit: list[Statement] = field(default_factory=list)
    timer: Monotonic = system_timer
    note_duration: Callable[[float], None] = lambda seconds: None
    """Told how many seconds each commit took."""
    term: Term = field(default_factory=Term)
    """What its changes rely on if it is the store of the process that leads."""

    def without_term(self) -> Store:
        """For what a leader writes down although another one may lead by now: what has happened outside."""
        return replace(self, term=Term())

    def misplaced(self) -> list[str]:
        """Names of open files that were deleted or moved."""
        lock = [] if self.lock.is_in_place else [self.lock.name]
        return [*self.presence.lost(), *lock]

    async def visitor(self, address: Address) -> Visitor:
        """Everything stored about the person at this address."""
        return (await visitors.load(self.engine, self.vault, address)).visitor

    async def visit(self, address: Address, update_id: int) -> Visit:
        """The same, and whether this update has had its effect before."""
        return await visitors.load(self.engine, self.vault, address, update_id)

    def commit(self, changes: Statements, new_keys: Sequence[Key] = ()) -> Coroutine[Any, Any, None]:
        """Commit keys, then rows: rows without a key would be lost. Raises Conflict and StorageUnavailable."""
        return self._commit_with_keys(changes, new_keys) if new_keys else self._commit(changes)

    async def _commit_with_keys(self, changes: Statements, new_keys: Sequence[Key]) -> None:
        with self.vault.in_use(new_keys):
            await self.vault.store(new_keys)
            await self._commit(changes)

    async def _commit(self, changes: Statements) -> None:
        kept, self.for_next_commit[:] = list(self.for_next_commit), []
        writing = self.engine.write(self.term.guard(changes))
        began = self.timer()
        try:
            if kept:
                # The kept ones first: `changes` may move their rows. Both share a transaction.
                await asyncio.gather(self.engine.write(kept), writing)
            else:
                await writing
        except Conflict as conflict:
            raise self.term.explain(conflict) from None
        finally:
            self.note_duration(self.timer() - began)
        self._post(changes)

    def write_with_next(self, change: Statement) -> None:
        """Write a change with the next commit, or at the end. It is lost if the process dies before."""
        self.for_next_commit.append(change)

    async def try_commit(self, changes: Statements, new_keys: Sequence[Key] = ()) -> bool:
        """As `commit`; on a conflict nothing is written, and it returns False."""
        try:
            await self.commit(changes, new_keys)
        except Conflict:
            return False
        return True

    async def commit_each(self, changes: Sequence[Statements]) -> int:
        """Commit several changes together; return how many succeeded. The others met a conflict."""
        writing = [self.engine.write(self.term.guard(one)) for one in changes]
        outcomes = await asyncio.gather(*writing, return_exceptions=True)
        for one, outcome in zip(changes, outcomes, strict=True):
            if outcome is None:
                self._post(one)
        failed = [outcome for outcome in outcomes if outcome is not None]
        for failure in failed:
            known = self.term.explain(failure) if isinstance(failure, Conflict) else failure
            if not isinstance(known, Conflict):
                raise known
        return len(outcomes) - len(failed)

    def _post(self, committed: Statements) -> None:
        if news := {one for statement in committed for one in statement.brings}:
            self.bulletin.post(news)

    async def drop_spent_keys(self) -> None:
        """Destroy keys of answered erasures and ended disclosures that a crash left behind. No others: a key that this
        database does not know may open rows of a backup or of another database."""
        spent = await erasure_ends.spent_keys(self.engine) | await disclosure_ends.spent_keys(self.engine)
        if left := await self.vault.with_key(spent):
            await self.vault.destroy(*left)

    async def orphans(self, after: Moment, before: Moment) -> dict[bytes, Moment]:
        """Keys without stored rows, and when each was written; those of (`after`, `before`] are left out."""
        written = await self.vault.unsettled(after, before)
        if written:
            # Rows whose commit got no answer may still be on their way: writers wait for each other, so none is now.
            await self.engine.write([Statement("SELECT 1")])
        known = {subject for subject in written if await unsettled.stored(self.engine, subject)}
        await self.vault.settle(*known)
        return {subject: at for subject, at in written.items() if subject not in known}

    async def close(self) -> None:
        """Close the files and release the lock in any case: the next bot may run in this process, as in the demo."""
        try:
            with suppress(StorageError):  # whatever database is put here next, these keys are this one's
                await self.commit([])
                await self.orphans(EPOCH, EPOCH)
        finally:
            await self.closing.aclose()


async def open_store(
    places: AnyPlaces,
    master_key: bytes,
    entropy: Entropy,
    *,
    sleep: Sleep = system_sleep,
    in_thread: InThread = system_thread,
    open_engine: OpenEngine = SqliteEngine.open,
) -> Store:
    """Open both databases, brought up to date. Raises AlreadyRunning, StorageUnavailable, SchemaTooNew, KeystoreLost,
    DatabaseLost, WrongMasterKey or RewrapUnfinished.

    TombstonesUnusable, HeadsUnusable, KeystoreUnusable and ServerRefusal are kinds of StorageUnavailable that say what
    it is. `open_engine` opens the files.
    """
    async with AsyncExitStack() as opened:
        lock = places.take()
        opened.callback(lock.release)
        main, keys = await places.open(opened, open_engine)
        await migrate(main, "main")
        await main.forbid_changes("ledger")
        await migrate(keys, "keys")
        tombstones, heads = await places.open_record(opened, keys, in_thread)
        vault = Vault(keystore_of(keys, entropy, sleep), master_key, entropy)
        await _unlock(vault, main)
        closing = opened.pop_all()
    beside = (heads, tombstones, places.presence)
    return Store(main, vault, keys, lock, *beside, in_thread, places.folder, closing)


async def _unlock(vault: Vault, main: Engine) -> None:
    """Unlock the vault, and take over what an earlier version stored."""
    if await vault.is_new() and await persons.all_pseudonyms(main):
        raise KeystoreLost
    await vault.unlock()
    await take_over(main, vault)
