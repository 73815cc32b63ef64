"""Take answers to /my_data back before 24 hours have passed: they hold everything there is about a person.

Deleted, or rewritten where Telegram refuses to delete. Where the person cannot be reached it is tried again daily.
"""

from __future__ import annotations

from collections import Counter

from bot.jobs import BATCH, MORE
from bot.machine import Clock
from storage import messages, outbox
from storage.outbox import Fact
from storage.store import Store


async def take_back_shown(store: Store, clock: Clock) -> Counter[str]:
    """`due` persons, whose messages the outbox takes back now."""
    now = clock()
    due = await messages.due_persons(store.engine, Fact.SHOWN, now, BATCH)
    told = [[outbox.tell(person.hex(), Fact.SHOWN, person, now)] for person in due]
    done = await store.commit_each(told)
    return +Counter({"due": done, MORE: len(due) == BATCH and bool(done)})
