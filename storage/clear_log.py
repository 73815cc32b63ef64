"""Empty the write-ahead log of the main database, so that no row of an erased person stays in it.

A reader of the database (a backup tool, a query by hand) can prevent this. What stays then is ciphertext without a key
and pseudonyms, so the person is told that the erasure is done. The log is emptied at the first sweep after the reader
has ended. After five minutes the reader is reported as an error.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable

from bot.domain.time import MINUTE, Moment
from storage import erasure_ends
from storage.store import Store

log = logging.getLogger(__name__)
READER_TIMEOUT = 5 * MINUTE  # a backup or a query by hand takes less


async def clear_log(store: Store, clock: Callable[[], Moment]) -> Counter[str]:
    """Count `cleared`, or `waiting` while another program reads; nothing if there is nothing to clear."""
    since, now = await erasure_ends.waiting_to_be_cleared(store.engine), clock()
    if since is None:
        return Counter()
    if await store.engine.checkpoint():
        await store.commit([erasure_ends.clear(now, now)])
        return Counter(cleared=1)
    if now - since > READER_TIMEOUT:
        log.error("the log of the database cannot be emptied: another program reads it; end it (a backup, a query)")
    return Counter(waiting=1)
