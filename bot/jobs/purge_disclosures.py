"""Let the disclosure register forget what was handed out longer ago than RETENTION_PROOF, key and all: by then nobody
can be asked for the file any more. A file that still stands in a private chat is taken back first.
"""

from __future__ import annotations

from collections import Counter

from bot.domain.time import Span
from bot.jobs import BATCH, MORE
from bot.machine import Clock
from storage import disclosures
from storage.store import Store


async def purge_disclosures(store: Store, clock: Clock, keep: Span) -> Counter[str]:
    """`forgotten`: those that are older than `keep`."""
    old = await disclosures.older_than(store.engine, clock() - keep, BATCH)
    for disclosure in old:
        await store.commit(disclosures.drop(disclosure))
    if old:
        # The rows first: a row without its key says less than it should, a key without a row harms nobody.
        await store.vault.destroy(*old)
    return +Counter({"forgotten": len(old), MORE: len(old) == BATCH})
