"""Destroy proofs that are older than RETENTION_PROOF: rows of the ledger from its front, and finished erasures.

The ledger stays a chain that can be verified: a new row records up to which row, with which hash, it was cut. The proof
of a consent in force is carried on: it is written again, word for word, with the number, time and hash of its first
row. Rows have the day of their event, so the ledger is cut once a day at most, and a proof lives a day longer at most.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from itertools import takewhile

from bot.domain.ledger import Entry, Event
from bot.domain.retention import rest_of_day
from bot.domain.time import Moment, Span
from bot.jobs import MORE_DUE
from bot.machine import Clock
from storage import consents, erasure_ends, ledger
from storage.store import Store

ROWS_PER_RUN = 100  # a consent that is carried on costs two statements more
PROOFS_OF_CONSENT = (Event.CONSENT_GIVEN, Event.CONSENT_CARRIED)


async def purge_proofs(store: Store, kept_for: Span, clock: Clock) -> Counter[str]:
    """Count destroyed `rows`, consents `carried` on, and `busy` if another process was cutting."""
    now = clock()
    before = now - kept_for - rest_of_day(kept_for)
    counts: Counter[str] = Counter()
    if await erasure_ends.has_old_proofs(store.engine, before):
        await store.commit(erasure_ends.drop_proofs(before, ROWS_PER_RUN))
        counts[MORE_DUE] += await erasure_ends.has_old_proofs(store.engine, before)
    return +(counts + await _cut(store, before, now))


async def _cut(store: Store, before: Moment, now: Moment) -> Counter[str]:
    """Cut off the ledger what is as old as `before`."""
    old = list(takewhile(lambda entry: entry.at <= before, await ledger.front(store.engine, ROWS_PER_RUN)))
    if not old:
        return Counter()
    carried = await _still_in_force(store, old)
    if len(old) < ROWS_PER_RUN and all(one.event == Event.LEDGER_CUT or one in carried.values() for one in old):
        return Counter()  # to write them anew would destroy nothing
    unchanged = [consents.still_in_force(consent) for consent in carried]
    cut = ledger.cut(store.engine, old, list(carried.values()), before, now)
    if not await store.try_commit([*unchanged, *cut]):
        return Counter(busy=1)
    return Counter({"rows": len(old), "carried": len(carried), MORE_DUE: len(old) == ROWS_PER_RUN})


async def _still_in_force(store: Store, rows: Sequence[Entry]) -> dict[bytes, Entry]:
    """Rows of consents that are still in force, by the id of the consent."""
    given = {bytes.fromhex(json.loads(row.facts)["consent"]): row for row in rows if row.event in PROOFS_OF_CONSENT}
    living = await consents.are_in_force(store.engine, given)
    return {consent: row for consent, row in given.items() if consent in living}
