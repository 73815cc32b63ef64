"""Take answers to /my_data back within 24 hours: they hold everything that is stored about a person.

They are deleted, or rewritten where Telegram refuses to delete. If the chat cannot be reached it is tried again daily.
"""

from __future__ import annotations

from collections import Counter

from bot.domain.facts import Fact
from bot.jobs import BATCH_SIZE, MORE_DUE
from bot.machine import Clock
from storage import messages, outbox
from storage.store import Store


async def take_back_shown(store: Store, clock: Clock) -> Counter[str]:
    """Count `due` persons, whose messages the outbox takes back now."""
    now = clock()
    due = await messages.due_persons(store.engine, Fact.SHOWN, now, BATCH_SIZE)
    told = [[outbox.tell(person.hex(), Fact.SHOWN, person, now)] for person in due]
    done = await store.commit_each(told)
    return +Counter({"due": done, MORE_DUE: len(due) == BATCH_SIZE and bool(done)})
