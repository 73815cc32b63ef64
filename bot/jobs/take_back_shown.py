"""Take answers to /my_data back within 24 hours: they hold everything that is stored about a person.

They are deleted, or rewritten where Telegram refuses to delete. If the chat cannot be reached it is tried again daily.
A card in the staff group that could be neither emptied nor deleted is tried again daily too.
"""

from __future__ import annotations

from collections import Counter

from bot.domain.erasure import SHOWN_FOR
from bot.domain.facts import Fact
from bot.domain.time import Moment
from bot.jobs import BATCH_SIZE, MORE_DUE
from bot.machine import Clock
from storage import erasure_cards, messages, outbox, strays
from storage.statements import Statement
from storage.store import Store


async def take_back_shown(store: Store, clock: Clock) -> Counter[str]:
    """Count `due` persons, whose messages the outbox takes back now, and `cards` that it tries again."""
    now = clock()
    due = await messages.due_persons(store.engine, Fact.SHOWN, now, BATCH_SIZE)
    told = [[outbox.tell(person.hex(), Fact.SHOWN, person, now)] for person in due]
    done = await store.commit_each(told)
    cards = await erasure_cards.due_cards(store.engine, now, BATCH_SIZE)
    tried = await store.commit_each([_try_again(card, now) for card in cards])
    more = (len(due) == BATCH_SIZE and bool(done)) or len(cards) == BATCH_SIZE
    return +Counter({"due": done, "cards": tried, MORE_DUE: more})


def _try_again(card: tuple[int, int], now: Moment) -> list[Statement]:
    return [strays.tell(*card, now), erasure_cards.put(*card, now + SHOWN_FOR)]
