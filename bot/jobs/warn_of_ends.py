"""Tell staff seven days before an open lead reaches its end (RETENTION_OPEN after the last change): a next step keeps
it, otherwise it is destroyed. Only in WORKING_HOURS; a lead on legal hold ends with the hold at the earliest."""

from __future__ import annotations

from collections import Counter

from bot.domain.facts import Fact
from bot.domain.schedule import Schedule
from bot.jobs import BATCH_SIZE
from bot.machine import Clock
from storage import outbox, waiting_leads
from storage.outbox import STAFF
from storage.store import Store


async def warn_of_ends(store: Store, schedule: Schedule, clock: Clock) -> Counter[str]:
    """Count leads `warned of`, and leads that `moved on` because a colleague was faster."""
    now = clock()
    if not schedule.calendar.is_open(now):
        return Counter()
    ending = await waiting_leads.to_warn_of(store.engine, now, BATCH_SIZE)
    claimed = await store.commit_each(
        [[waiting_leads.claim_warning(lead, now), outbox.tell(STAFF, Fact.ENDING, lead, now)] for lead in ending]
    )
    return +Counter({"warned of": claimed, "moved on": len(ending) - claimed})
