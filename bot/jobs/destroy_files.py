"""Destroy exported files on the disk a day after they were written, and as soon as anybody in one is erased: half a
file cannot be destroyed, and a new one is one command away. A file that no disclosure knows goes too: it is from before
a restore, or from a process that died. One that cannot be destroyed is tried again at each sweep, and doctor names it.
"""

from __future__ import annotations

import logging
from collections import Counter
from functools import partial
from pathlib import Path

from bot.machine import Clock
from storage import disclosure_ends, disclosures, export_files
from storage.store import Store

log = logging.getLogger(__name__)


async def destroy_files(store: Store, clock: Clock) -> Counter[str]:
    """Count `destroyed` files, and those that are `out of reach`."""
    counts: Counter[str] = Counter()
    for disclosure in await disclosure_ends.due_files(store.engine, clock()):
        counts[await _destroy_known(store, disclosure)] += 1
    standing = await disclosure_ends.standing_files(store.engine)
    for reference, path in [*export_files.find_files(store.folder)]:
        if reference not in standing:
            counts[await _destroy(store, path)] += 1
    return +counts


async def _destroy_known(store: Store, disclosure: bytes) -> str:
    known = await disclosures.load(store.engine, store.vault, disclosure)
    if known is None:
        return "gone"
    done = await _destroy(store, store.folder / (known.path or known.file_name))
    if done == "destroyed":
        await store.commit(disclosure_ends.take_back(disclosure))
        await destroy_spent_keys(store, disclosure)
    return done


async def _destroy(store: Store, path: Path) -> str:
    try:
        await store.in_thread(partial(export_files.destroy, path))
    except OSError as error:
        log.error("an exported file cannot be destroyed: %s", type(error).__name__)
        return "out of reach"
    return "destroyed"


async def destroy_spent_keys(store: Store, *ended: bytes) -> None:
    """Destroy the keys of these disclosures as far as they open nothing any more."""
    spent = await disclosure_ends.spent_keys(store.engine) & set(ended) if ended else set()
    if spent:
        await store.vault.destroy(*spent)
