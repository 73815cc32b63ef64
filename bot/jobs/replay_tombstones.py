"""Erase erased people again, at every start before the first update, so that a restored backup brings nobody back.

A person who came back after their erasure has a new mark, and stays. Nobody is told again. An erasure that a crash
interrupted after the tombstone is left to finish_erasures, which also tells the person. If the database knows of more
erasures than the file, the file does not belong to it, and the bot does not start. Here it learns of those that only
the file knows, so that a file that is lost after a restore is missed too.
"""

from __future__ import annotations

import logging

from bot.machine import Clock
from bot.refusal import Refusal
from storage import erasure_ends, erasures, persons
from storage.erasure_intents import intents
from storage.store import Store

log = logging.getLogger(__name__)


class TombstonesLost(Refusal):
    """The file of tombstones is missing or shorter than the database knows: put it back beside the database."""

    line = "ERASURE_LOG: the record of erasures is missing or too short for this database; put it back"


async def replay_tombstones(store: Store, clock: Clock, *, restoring: bool = False) -> list[bytes]:
    """Return the people who were erased again; the log names each by the start of the pseudonym. Raises TombstonesLost.

    `restoring`: a request that is open in the database comes from the backup, and was carried out long ago.
    """
    await store.tombstones.forget_minutes()
    tombstones = await store.tombstones.read()
    if await erasure_ends.count_buried(store.engine) > len(tombstones):
        raise TombstonesLost
    if not tombstones:
        return []
    buried = {tombstone.mark for tombstone in tombstones}
    requested = [] if restoring else await intents(store.engine, store.vault, clock())
    interrupted = {erasure.person for erasure in requested}
    known = {person for person, mark in (await persons.marks(store.engine)).items() if mark in buried}
    back = list(known - interrupted)
    await _erase_again(store, back, clock)
    # An interrupted erasure counts when its rows go.
    await _remember_length(store, len(tombstones) - len(known & interrupted))
    return back


async def _erase_again(store: Store, back: list[bytes], clock: Clock) -> None:
    if back:
        await store.vault.destroy(*back)
    for person in back:
        await store.commit(erasures.wipe(person, clock()))
        log.warning("erased again after a restore: %s", person.hex()[:8])
    if back:
        await store.engine.scrub()


async def _remember_length(store: Store, number: int) -> None:
    if await erasure_ends.count_buried(store.engine) < number:
        await store.commit([erasure_ends.note_tombstones(number)])
