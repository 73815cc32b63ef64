"""Ends the doubt about people who came back from a backup without the newest file of erasures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.jobs.replay_tombstones import replay_tombstones
from bot.machine import Clock
from bot.refusal import Refusal
from storage import restored
from storage.store import Store
from storage.tombstone_file import TombstoneFile
from storage.tombstones import Tombstone, adopt


class NothingToConfirm(Refusal):
    """Nobody is in doubt."""

    line = "nothing was restored without the newest file of erasures; there is nothing to confirm"


class NoSuchTombstones(Refusal):
    """The text names the file that is missing."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """How many persons were erased again, and how many are used again."""

    erased: int
    persons: int


async def confirm_restored(store: Store, clock: Clock, newest: Path | None) -> Confirmed:
    """Erase again whoever the file `newest` names; the others are used again.

    Raises NothingToConfirm, NoSuchTombstones and TombstonesUnusable.
    """
    if not await restored.count_doubted(store.engine):
        raise NothingToConfirm
    if newest:
        await adopt(store.tombstones, await _read(newest))
    erased = await replay_tombstones(store, clock, restoring=True)
    left = await restored.count_doubted(store.engine)
    await store.commit(restored.confirm(clock()))
    return Confirmed(len(erased), left)


async def _read(newest: Path) -> list[Tombstone]:
    if not newest.is_file():  # noqa: ASYNC240 (one stat)
        raise NoSuchTombstones(f"there is no file of erasures in {newest}")
    return await TombstoneFile(newest).read()
