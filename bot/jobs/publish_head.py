"""Publish the head of the ledger once a day: in the log, and in a file outside the database."""

from __future__ import annotations

import logging
from collections import Counter

from bot.domain.time import DAY, NO_TIME
from bot.machine import Clock
from storage import ledger
from storage.store import Store

log = logging.getLogger(__name__)


async def publish_head(store: Store, clock: Clock) -> Counter[str]:
    """Count `published`: 1 if a day has passed since the last time and the ledger has rows."""
    head, now = await ledger.head(store.engine), clock()
    # A publication in the future came from a clock that has been set back since.
    if not head.seq or NO_TIME <= now - await store.heads.last_at() < DAY:
        return Counter()
    await store.heads.publish(head, now)
    log.info("ledger head: row %d, %s", head.seq, head.hash)
    return Counter(published=1)
