"""Delete records of who saw contacts older than RETENTION_ACCESS, and numbers of colleagues who left before."""

from __future__ import annotations

from collections import Counter

from bot.domain.time import Span
from bot.machine import Clock
from storage import access_log
from storage.store import Store


async def purge_access_log(store: Store, clock: Clock, keep: Span) -> Counter[str]:
    """Count `accesses`: records older than `keep`."""
    before = clock() - keep
    number = await access_log.count_older(store.engine, before)
    if number:
        await store.commit(access_log.drop_older(before))
    return +Counter({"accesses": number})
