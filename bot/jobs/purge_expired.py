"""Destroy what has reached its end: drafts nobody touched for DRAFT_TTL, and persons whose last lead has ended
(RETENTION_OPEN after the last change, RETENTION_CLOSED after closing); ids of seen updates after 48 hours.

Somebody with nothing else is destroyed altogether, key and all, and told so once. Somebody with a lead loses the draft.
"""

from __future__ import annotations

from collections import Counter

from bot.clock import Clock
from bot.domain.erasure import Reason
from bot.domain.retention import SEEN_UPDATES
from storage import drafts, erasures, leads, messages, outbox, persons, seen_updates
from storage.erasures import Erasure
from storage.outbox import Fact
from storage.statements import Conflict, Statement
from storage.store import Store
from storage.vault import Entropy

BATCH = 50  # persons a sweep, so that a conversation never waits for it


async def purge_expired(store: Store, clock: Clock, entropy: Entropy) -> Counter[str]:
    """`erased` persons, `drafts` dropped, and `busy` where somebody was just writing."""
    now = clock()
    await store.commit([seen_updates.drop_older_than(now - SEEN_UPDATES)])
    counts: Counter[str] = Counter()
    for person in await drafts.due_alone(store.engine, now, BATCH) + await leads.due_persons(store.engine, now, BATCH):
        counts[await _erase(store, person, now, entropy)] += 1
    for person in await drafts.due_beside_leads(store.engine, now, BATCH):
        counts[await _drop_draft(store, person, now)] += 1
    return counts


async def _erase(store: Store, person: bytes, now: int, entropy: Entropy) -> str:
    seal = await store.vault.seal_of(person)
    known = await persons.load(store.engine, person, seal) if seal else None
    if known is None or known.erasing or known.is_held(now):
        return "held or erasing already"
    erasure = Erasure.of(person, known, Reason.EXPIRED, now, entropy)
    own_seal, key = store.vault.make_seal(erasure.id, now)
    return await _try(store, [persons.still_due(person, now), *erasures.begin(erasure, own_seal)], [key], "erased")


async def _drop_draft(store: Store, person: bytes, now: int) -> str:
    hidden = [messages.retire(person), outbox.tell(now << 20, person.hex(), Fact.RETIRED, person, now)]
    return await _try(store, [drafts.remove_due(person, now), *hidden], [], "drafts")


async def _try(store: Store, changes: list[Statement], keys: list[Statement], done: str) -> str:
    try:
        await store.commit(changes, keys)
    except Conflict:
        return "busy"
    return done
