"""Tell staff of leads that wait: those nobody took, LEAD_ESCALATIONS of working time after they came; those taken and
not closed, one and three working days after the last step. Never outside WORKING_HOURS.

Each is claimed together with its row in the outbox; a colleague who takes the next step is faster than any nudge.
"""

from __future__ import annotations

from collections import Counter

from bot.domain.schedule import Schedule
from bot.jobs import BATCH
from bot.machine import Clock
from storage import outbox, waiting_leads
from storage.outbox import STAFF, Fact
from storage.store import Store


async def escalate_leads(store: Store, schedule: Schedule, clock: Clock) -> Counter[str]:
    """`due` leads, and `moved on` where a colleague was faster."""
    now = clock()
    if not schedule.calendar.is_open(now):
        return Counter()
    due = await waiting_leads.to_nudge(store.engine, now, BATCH)
    claimed = await store.commit_each(
        [
            [
                waiting_leads.claim_nudge(one, schedule.nudge_at(one.status, one.since, one.nudges + 1, now)),
                outbox.tell(STAFF, Fact.NUDGE, one.lead, now),
            ]
            for one in due
        ]
    )
    return +Counter({"due": claimed, "moved on": len(due) - claimed})
