"""Tell staff of leads that wait: those nobody took, LEAD_ESCALATIONS of working time after they came; those taken and
not closed, one and three working days after the last step. Never outside WORKING_HOURS.

Each is claimed together with its row in the outbox; a colleague who takes the next step is faster than any nudge.
"""

from __future__ import annotations

from collections import Counter

from bot.clock import Clock
from bot.domain.schedule import Schedule
from storage import outbox, waiting
from storage.outbox import STAFF, Fact
from storage.statements import Conflict
from storage.store import Store
from storage.vault import Entropy

BATCH = 50  # leads a sweep; the group takes 20 messages a minute anyway


async def escalate_leads(store: Store, schedule: Schedule, clock: Clock, entropy: Entropy) -> Counter[str]:
    """`due` leads, by status, and `moved on` where a colleague was faster."""
    now, counts = clock(), Counter[str]()
    if not schedule.calendar.is_open(now):
        return counts
    for lead in await waiting.to_nudge(store.engine, now, BATCH):
        next_at = schedule.nudge_at(lead.status, lead.since, lead.nudges + 1, now)
        told = outbox.tell(outbox.make_order(now, entropy), STAFF, Fact.NUDGE, lead.lead, now)
        try:
            await store.commit([waiting.claim_nudge(lead, next_at), told])
        except Conflict:
            counts["moved on"] += 1
            continue
        counts[f"due, {lead.status}"] += 1
    return counts
