"""Remind people of an unfinished application: DRAFT_REMINDERS after they last did anything, at most twice, never in
QUIET_HOURS (then in the morning), and never while their data is being destroyed or held.

Whatever the person does in between counts anew; «Do not remind me» and blocking the bot end it. A reminder is claimed
together with its row in the outbox, so a restart or a second process sends none twice; a crash between sending and
noting it may repeat it once.
"""

from __future__ import annotations

from collections import Counter

from bot.domain.schedule import Schedule
from bot.jobs import BATCH, MORE
from bot.machine import Clock
from storage import outbox, reminders
from storage.outbox import Fact
from storage.store import Store


async def remind_of_drafts(store: Store, schedule: Schedule, clock: Clock) -> Counter[str]:
    """`due` persons, whom the outbox reminds now, and `back already` who were faster."""
    now = clock()
    if schedule.is_quiet(now):
        return Counter()
    silent = await reminders.due(store.engine, now, BATCH)
    claimed = await store.commit_each(
        [
            [
                reminders.claim(one, schedule.remind_at(one.stirred_at, one.reminders + 1, now), now),
                outbox.tell(one.person.hex(), Fact.REMINDER, one.person, now),
            ]
            for one in silent
        ]
    )
    more = len(silent) == BATCH and bool(claimed)
    return +Counter({"due": claimed, "back already": len(silent) - claimed, MORE: more})
