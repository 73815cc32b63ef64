"""Ends the doubt about people who came back from a backup without the newest file of erasures; and on a server, where
the operator puts the backup back, records that it was."""

from __future__ import annotations

from pathlib import Path

from bot.domain.frozen import frozen
from bot.domain.ledger import Event, Head
from bot.domain.time import Moment
from bot.jobs.replay_tombstones import replay_tombstones
from bot.machine import Clock
from bot.operator.verify import verify
from bot.refusal import Refusal
from storage import ledger, restored
from storage.store import Store
from storage.tombstone_file import TombstoneFile
from storage.tombstones import Tombstone, adopt


class NothingToConfirm(Refusal):
    """Nobody is in doubt."""

    line = "nothing was restored without the newest file of erasures; there is nothing to confirm"


class NoSuchTombstones(Refusal):
    """The text names the file that is missing."""


@frozen
class Confirmed:
    """How many persons were erased again, how many are used again, and how many rows of the ledger are lost."""

    erased: int
    persons: int
    lost_rows: int = 0


async def confirm_restored(store: Store, clock: Clock, newest: Path | None) -> Confirmed:
    """Erase again whoever the file `newest` names; the others are used again.

    Raises NothingToConfirm, NoSuchTombstones, TombstonesUnusable; LedgerBroken if more is wrong than a backup explains.
    """
    lost = await _lost_heads(store)
    if not await restored.count_doubted(store.engine) and not lost:
        raise NothingToConfirm
    if newest:
        await adopt(store.tombstones, await _read(newest))
    # Before anybody is erased again: later rows have numbers that heads of the lost ones have too. If the bot was
    # started first, its rows have them already.
    rows_kept = min([(await ledger.head(store.engine)).seq, *(one.seq - 1 for one in lost)])
    lost_rows = max((one.seq for one in lost), default=rows_kept) - rows_kept
    erased = await replay_tombstones(store, clock, restoring=True)
    left = await restored.count_doubted(store.engine)
    await store.commit(restored.confirm(clock()))
    if lost_rows:
        await _record_restoring(store, rows_kept, clock())
    return Confirmed(len(erased), left, lost_rows)


async def _lost_heads(store: Store) -> list[Head]:
    """The published heads that the ledger does not hold, which is whole but for them. In files `restore` does all this.

    Raises LedgerBroken.
    """
    if store.engine.dialect != "pg":
        return []
    published = await store.heads.read()
    lost = [one for one in published if not await ledger.holds(store.engine, one)]
    if lost:
        await verify(store, lambda _: None, [one for one in published if one not in lost])
    return lost


async def _record_restoring(store: Store, rows_kept: int, now: Moment) -> None:
    before = (await store.heads.read())[-1:]
    facts = {
        "backup": "of the server",
        "rows_kept": rows_kept,
        "last_head_before": [[one.seq, one.hash] for one in before],
    }
    await store.vault.settle_all()  # so that keys unknown to this database are kept
    await store.heads.give_up_after(rows_kept, now)
    await store.commit(ledger.append(Event.BACKUP_RESTORED, "", facts, now))
    await store.heads.publish(await ledger.head(store.engine), now)


async def _read(newest: Path) -> list[Tombstone]:
    if not newest.is_file():  # noqa: ASYNC240 (one stat)
        raise NoSuchTombstones(f"there is no file of erasures in {newest}")
    return await TombstoneFile(newest).read()
