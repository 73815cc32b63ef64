"""Erase again whoever was erased before: at every start, before the first update, so that a restored backup brings
nobody back.

Somebody who came back by themselves after their erasure stays. Nobody is told anew: they were when it happened. If the
database knows of more erasures than the file, the file is not the one that belongs to it, and the bot does not start.
"""

from __future__ import annotations

import logging
from collections import Counter

from bot.clock import Clock
from storage import erasures, persons
from storage.store import Store

log = logging.getLogger(__name__)


class TombstonesLost(Exception):
    """The file of tombstones is missing or shorter than the database knows: put it back beside the database."""


async def replay_tombstones(store: Store, clock: Clock) -> Counter[str]:
    """`erased again`, each named in the log by the start of its pseudonym. Raises TombstonesLost."""
    tombstones = store.tombstones.read()
    if await erasures.count_destroyed(store.engine) > len(tombstones):
        raise TombstonesLost
    counts: Counter[str] = Counter()
    for tombstone in tombstones:
        if await persons.known_since(store.engine, tombstone.person, tombstone.erased_at):
            await store.vault.destroy(tombstone.person)
            await store.commit(erasures.wipe(tombstone.person, clock()))
            log.warning("erased again after a restore: %s", tombstone.person.hex()[:8])
            counts["erased again"] += 1
    if counts:
        await store.engine.scrub()
    return counts
