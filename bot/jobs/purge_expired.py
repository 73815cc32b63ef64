"""Destroy what has reached its end: drafts and leads by the rules of retention (RULES); ids of seen updates after 48
hours; announcements that were not confirmed for 24 hours. A legal hold postpones the end.

A person with nothing else is erased completely, with their key. A person with more loses only that draft or that lead.
Each is told once.
"""

from __future__ import annotations

from collections import Counter

from bot.domain.disclosure import HandOver
from bot.domain.erasure import Reason
from bot.domain.facts import Fact
from bot.domain.retention import SEEN_UPDATES
from bot.domain.time import Moment
from bot.jobs import BATCH_SIZE, MORE_DUE
from bot.jobs.destroy_files import destroy_spent_keys
from bot.machine import Clock, Entropy
from storage import (
    announcements,
    disclosures,
    drafts,
    erasure_beginnings,
    lead_endings,
    leads,
    lost_keys,
    messages,
    outbox,
    persons,
    seen_updates,
)
from storage.drafts import DueDraft
from storage.new_keys import NewKey
from storage.statements import Statement
from storage.store import Store

UPDATE_IDS_PER_RUN = 1_000  # small rows: a few milliseconds


DESTROYED = ("erased", "leads", "drafts", "erased without their key", "leads without their key")


async def purge_expired(store: Store, clock: Clock, entropy: Entropy) -> Counter[str]:
    """Count `erased` persons, ended `leads`, dropped `drafts`, and `busy` persons who were just writing.

    The first two also `without their key`: it is lost, so their rows go and nobody can be told.
    """
    now = clock()
    await store.commit(
        [seen_updates.drop_older_than(now - SEEN_UPDATES, UPDATE_IDS_PER_RUN), announcements.drop_stale(now)]
    )
    counts: Counter[str] = Counter()
    unfinished, ended = await drafts.due(store.engine, now, BATCH_SIZE), await leads.due(store.engine, now, BATCH_SIZE)
    for draft in unfinished:
        if draft.has_lead:
            counts[await _drop_draft(store, draft, now)] += 1
        else:
            counts[await _erase(store, draft.person, Reason.UNFINISHED, now, entropy)] += 1
    for person in dict.fromkeys(one.person for one in ended if one.is_last):
        counts[await _erase(store, person, Reason.EXPIRED, now, entropy)] += 1
    for one in ended:
        if not one.is_last:
            counts[await _end_lead(store, one.lead, one.person, now, entropy)] += 1
    is_full = BATCH_SIZE in (len(unfinished), len(ended))
    return counts + Counter({MORE_DUE: is_full and any(counts[outcome] for outcome in DESTROYED)})


async def _erase(store: Store, person: bytes, reason: Reason, now: Moment, entropy: Entropy) -> str:
    known = await lost_keys.open_person(store.engine, store.vault, person)
    if known and (known.erasing or known.is_held(now)):
        return "held or erasing already"
    begun = erasure_beginnings.begin(store.vault, person, known, reason, now, entropy)
    done = "erased" if known else "erased without their key"
    return await _try(store, [persons.still_due(person, now), *begun.changes], begun.keys, done)


async def _drop_draft(store: Store, draft: DueDraft, now: Moment) -> str:
    """Nobody is told of a correction that was not saved: the application stays as it is."""
    person, lane = draft.person, draft.person.hex()
    told = [
        messages.retire(person),
        outbox.tell(lane, Fact.RETIRED, person, now),
        outbox.cancel(Fact.REMINDER, person),
        *([] if draft.is_correction else [outbox.tell(lane, Fact.DROPPED, person, now)]),
    ]
    return await _try(store, [drafts.remove_due(person, now), *told], [], "drafts")


async def _end_lead(store: Store, lead: bytes, person: bytes, now: Moment, entropy: Entropy) -> str:
    known = await lost_keys.open_person(store.engine, store.vault, person)
    ended = await leads.reference_of(store.engine, lead)
    if ended is None:
        return "busy"
    found = await disclosures.of_application(store.engine, store.vault, ended)
    handed = tuple(HandOver.of(one) for one in found)
    begun = lead_endings.end(store.vault, lead, ended, known, now, entropy, handed)
    done = await _try(store, begun.changes, begun.keys, "leads" if known else "leads without their key")
    await destroy_spent_keys(store, *(one.id for one in found))
    return done


async def _try(store: Store, changes: list[Statement], keys: list[NewKey], done: str) -> str:
    return done if await store.try_commit(changes, keys) else "busy"
