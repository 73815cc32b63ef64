"""Delete disclosures older than RETENTION_PROOF from the register, with their keys: nobody can be asked for the file by
then. One whose file is still in a private chat stays until the file is taken back.
"""

from __future__ import annotations

from collections import Counter

from bot.domain.time import Span
from bot.jobs import BATCH_SIZE, MORE_DUE
from bot.machine import Clock
from storage import disclosures
from storage.store import Store


async def purge_disclosures(store: Store, clock: Clock, keep: Span) -> Counter[str]:
    """Count `forgotten` disclosures: those older than `keep`."""
    old = await disclosures.older_than(store.engine, clock() - keep, BATCH_SIZE)
    for disclosure in old:
        await store.commit(disclosures.drop(disclosure))
    if old:
        # The rows first: a row without its key would be incomplete, a key without a row is harmless.
        await store.vault.destroy(*old)
    return +Counter({"forgotten": len(old), MORE_DUE: len(old) == BATCH_SIZE})
