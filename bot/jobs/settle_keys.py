"""Destroy keys whose rows are not stored, at the start and at each sweep. A key is written before its rows, and that of
an export is destroyed after them; in between the process can die, or the rows can be refused. Such a key opens nothing,
but its subject is a pseudonym.

Only keys that this installation wrote and marked are concerned: any other key without rows may open a backup. Keys of
the last minute are left for the next time.
"""

from __future__ import annotations

from collections import Counter

from bot.domain.time import MINUTE, Span
from bot.machine import Clock
from storage.store import Store

MIN_AGE = MINUTE  # rows follow their key within milliseconds


async def settle_keys(store: Store, clock: Clock, younger: Span = MIN_AGE) -> Counter[str]:
    """Count destroyed `orphans`. Keys `younger` than this are left for the next time."""
    now = clock()
    orphans = await store.orphans(now - younger, now)
    return +Counter(orphans=await store.vault.drop(orphans))
