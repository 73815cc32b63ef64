"""Leave nothing in the log of the database of rows that an erasure has destroyed.

A reader of the main database (a backup tool, a query by hand) can be in the way. What stays is ciphertext whose key is
gone and pseudonyms, so the person is told that it is done; the log is emptied at the first sweep after the reader has
ended. After five minutes it is an error in the log.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable

from bot.domain.time import MINUTE, Moment
from storage import erasure_ends
from storage.store import Store

log = logging.getLogger(__name__)
PATIENCE = 5 * MINUTE  # a backup or a query by hand is over by then


async def clear_log(store: Store, clock: Callable[[], Moment]) -> Counter[str]:
    """`cleared`, or `waiting` while somebody reads."""
    since, now = await erasure_ends.waiting_to_be_cleared(store.engine), clock()
    if since is None:
        return Counter()
    if await store.engine.checkpoint():
        await store.commit([erasure_ends.clear(now, now)])
        return Counter(cleared=1)
    if now - since > PATIENCE:
        log.error("the log of the database cannot be emptied: another program reads it; end it (a backup, a query)")
    return Counter(waiting=1)
