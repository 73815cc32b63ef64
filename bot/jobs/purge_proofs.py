"""Destroy proofs that are older than RETENTION_PROOF: rows of the ledger from its front, and finished erasures.

The ledger stays a chain that can be verified: a new row says up to which row, with which hash, it was cut off. The
proof of a consent that is still in force is carried on: it is written down anew, word for word, with the number, time
and hash of the row it stood in. Rows go about once a day, because each cut adds one; ten times in a short
RETENTION_PROOF.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from itertools import takewhile

from bot.domain.ledger import Entry, Event
from bot.domain.time import DAY, Moment, Span
from bot.jobs import MORE
from bot.machine import Clock
from storage import consents, erasure_ends, ledger
from storage.store import Store

ROWS = 100  # a run; those that are carried on are two statements each
GIVEN = (Event.CONSENT_GIVEN, Event.CONSENT_CARRIED)


async def purge_proofs(store: Store, kept_for: Span, clock: Clock) -> Counter[str]:
    """`rows` destroyed and `carried` on; `busy` if somebody else was cutting."""
    now = clock()
    before = now - kept_for
    counts: Counter[str] = Counter()
    if await erasure_ends.has_old_proofs(store.engine, before):
        await store.commit(erasure_ends.drop_proofs(before, ROWS))
        counts[MORE] += await erasure_ends.has_old_proofs(store.engine, before)
    return +(counts + await _cut(store, before, min(DAY, kept_for // 10), now))


async def _cut(store: Store, before: Moment, at_least: Span, now: Moment) -> Counter[str]:
    """Rows from the front of the ledger, once `at_least` so much of it is too old."""
    first = await ledger.front(store.engine, 1)
    if not first or first[0].at > before - at_least:
        return Counter()
    old = list(takewhile(lambda entry: entry.at <= before, await ledger.front(store.engine, ROWS)))
    if len(old) < ROWS and all(one.event == Event.LEDGER_CUT for one in old):
        return Counter()  # only what earlier cuts have left; to cut that would leave as much
    carried = await _still_in_force(store, old)
    unchanged = [consents.still_in_force(consent) for consent in carried]
    cut = ledger.cut(store.engine, old, list(carried.values()), before, now)
    if not await store.try_commit([*unchanged, *cut]):
        return Counter(busy=1)
    return Counter({"rows": len(old), "carried": len(carried), MORE: len(old) == ROWS})


async def _still_in_force(store: Store, rows: Sequence[Entry]) -> dict[bytes, Entry]:
    """By the number of the consent."""
    given = {bytes.fromhex(json.loads(row.facts)["consent"]): row for row in rows if row.event in GIVEN}
    living = await consents.are_in_force(store.engine, given)
    return {consent: row for consent, row in given.items() if consent in living}
