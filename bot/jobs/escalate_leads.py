"""Tell staff of leads that wait: new ones, LEAD_ESCALATIONS of working time after they came; taken ones that are not
closed, one and three working days after the last step. Never outside WORKING_HOURS.

A nudge is counted together with its row in the outbox. If a colleague takes the next step first, there is no nudge.
"""

from __future__ import annotations

from collections import Counter

from bot.domain.facts import Fact
from bot.domain.schedule import Schedule
from bot.jobs import BATCH_SIZE
from bot.machine import Clock
from storage import outbox, waiting_leads
from storage.outbox import STAFF
from storage.store import Store


async def escalate_leads(store: Store, schedule: Schedule, clock: Clock) -> Counter[str]:
    """Count `due` leads, and leads that `moved on` because a colleague was faster."""
    now = clock()
    if not schedule.calendar.is_open(now):
        return Counter()
    due = await waiting_leads.to_nudge(store.engine, now, BATCH_SIZE)
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
