"""Remind people of an unfinished application: DRAFT_REMINDERS after their last activity, at most twice, never in
QUIET_HOURS (then in the morning), and never during an erasure or a legal hold.

Every activity of the person restarts the time; «Do not remind me» and blocking the bot end it. A reminder is counted
together with its row in the outbox, so a restart or a second process sends none twice. A crash between sending and
recording may repeat it once.
"""

from __future__ import annotations

from collections import Counter

from bot.domain.facts import Fact
from bot.domain.schedule import Schedule
from bot.jobs import BATCH_SIZE, MORE_DUE
from bot.machine import Clock
from storage import outbox, reminders
from storage.store import Store


async def remind_of_drafts(store: Store, schedule: Schedule, clock: Clock) -> Counter[str]:
    """Count `due` persons, whom the outbox reminds now, and persons who are `back already`."""
    now = clock()
    if schedule.is_quiet(now):
        return Counter()
    idle = await reminders.due(store.engine, now, BATCH_SIZE)
    claimed = await store.commit_each(
        [
            [
                reminders.claim(one, schedule.remind_at(one.stirred_at, one.reminders + 1, now), now),
                outbox.tell(one.person.hex(), Fact.REMINDER, one.person, now),
            ]
            for one in idle
        ]
    )
    more = len(idle) == BATCH_SIZE and bool(claimed)
    return +Counter({"due": claimed, "back already": len(idle) - claimed, MORE_DUE: more})
