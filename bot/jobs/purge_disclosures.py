"""Delete disclosures older than RETENTION_PROOF from the register, with their keys: nobody can be asked for the file by
then. One whose file still stands stays until the file is gone. What was answered before an export is deleted an hour
after the last answer.
"""

from __future__ import annotations

from collections import Counter

from bot.domain.time import Span
from bot.jobs import BATCH_SIZE, MORE_DUE
from bot.machine import Clock
from storage import disclosure_forms, disclosures
from storage.store import Store


async def purge_disclosures(store: Store, clock: Clock, keep: Span) -> Counter[str]:
    """Count `forgotten` disclosures, those older than `keep`, and `unfinished` forms."""
    now = clock()
    old = await disclosures.older_than(store.engine, now - keep, BATCH_SIZE)
    due = await disclosure_forms.due(store.engine, now, BATCH_SIZE)
    if old or due:
        await store.vault.unsettle(now, *old, *due)
    for disclosure in old:
        await store.commit(disclosures.drop(disclosure))
    unfinished = [form for form in due if await store.try_commit([disclosure_forms.drop(form, now)])]
    if old or unfinished:
        # The rows first: a row without its key would be incomplete, a key without a row is found by its mark.
        await store.vault.destroy(*old, *unfinished)
    more = BATCH_SIZE in (len(old), len(due))
    return +Counter({"forgotten": len(old), "unfinished": len(unfinished), MORE_DUE: more})
