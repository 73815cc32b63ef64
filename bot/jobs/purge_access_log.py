"""Delete what is older than RETENTION_ACCESS: who saw contacts, which colleague has which number, when a breach was."""

from __future__ import annotations

from collections import Counter

from bot.domain.time import Span
from bot.machine import Clock
from storage import access_log, breaches
from storage.store import Store


async def purge_access_log(store: Store, clock: Clock, keep: Span) -> Counter[str]:
    """Count `accesses`: records older than `keep`."""
    before = clock() - keep
    number = await access_log.count_older(store.engine, before)
    if number:
        await store.commit([*access_log.drop_older(before), breaches.drop_older(before)])
    return +Counter({"accesses": number})
