"""At the next opening, tell staff in one message of all leads that came outside WORKING_HOURS. Their cards are there
already; the message says how many there are and how long they have waited."""

from __future__ import annotations

from collections import Counter

from bot.domain.facts import Fact
from bot.domain.schedule import Schedule
from bot.machine import Clock
from storage import outbox, waiting_leads
from storage.outbox import STAFF
from storage.store import Store


async def gather_arrivals(store: Store, schedule: Schedule, clock: Clock) -> Counter[str]:
    """Count `gathered`: 1 if there is anything to tell."""
    now = clock()
    if not schedule.calendar.is_open(now) or not await waiting_leads.any_gathered(store.engine, now):
        return Counter()
    subject = STAFF.encode()
    if await outbox.is_waiting(store.engine, Fact.GATHERED, subject):
        return Counter()
    await store.commit([outbox.tell(STAFF, Fact.GATHERED, subject, now)])
    return Counter(gathered=1)
