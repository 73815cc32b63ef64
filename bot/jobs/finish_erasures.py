"""Finish every erasure that was wished for: key, keystore, tombstone, rows, log of the database; in this order.

The key goes first: from then on every copy of the rows, in backups too, is unreadable. The rows go in one transaction,
which leaves the outbox to take messages back. Whatever a crash interrupts is done at the next start, before the first
update is handled. A hold postpones it to the first sweep after its end.
"""

from __future__ import annotations

from collections import Counter

from bot.clock import Clock
from storage import erasures
from storage.erasures import Erasure
from storage.statements import Conflict
from storage.store import Store
from storage.tombstones import Tombstone
from storage.vault import Entropy


async def finish_erasures(store: Store, clock: Clock, entropy: Entropy) -> Counter[str]:
    """`destroyed`, and `waiting` where a reader of the keystore is in the way."""
    counts: Counter[str] = Counter()
    for erasure in await erasures.intents(store.engine, store.vault, clock()):
        counts[await _destroy(store, erasure, clock, entropy)] += 1
    if counts["destroyed"]:
        await store.engine.checkpoint()
    return counts


async def _destroy(store: Store, erasure: Erasure, clock: Clock, entropy: Entropy) -> str:
    if erasure.person is None or not await store.vault.destroy(erasure.person):
        return "waiting"
    now = clock()
    # Before the rows: a crash between the two must not leave an erasure that a restored backup could undo.
    store.tombstones.add(Tombstone(now, erasure.person))
    order = (now << 20) + (int.from_bytes(entropy(2)) << 4)
    try:
        await store.commit(erasures.destroy_rows(erasure, order, now))
    except Conflict:
        return "destroyed already"
    return "destroyed"
