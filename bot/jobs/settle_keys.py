"""Destroy keys whose rows were not stored: a key is written before the rows, and between the two the process can die or
the rows be refused. It opens nothing, but says whose it is. At the start, and once a minute has passed.

Only keys that this installation has just written: a key that the database does not know may open rows of a backup.
"""

from __future__ import annotations

from collections import Counter

from bot.domain.time import MINUTE, Span
from bot.machine import Clock
from storage.store import Store

SETTLED = MINUTE  # rows follow their key within some milliseconds


async def settle_keys(store: Store, clock: Clock, younger: Span = SETTLED) -> Counter[str]:
    """`orphans` destroyed. Keys that are `younger` are left for the next time."""
    now = clock()
    orphans = await store.orphans(now - younger, now)
    return +Counter(orphans=await store.vault.drop(orphans))
