"""When PRIVACY_POLICY_VERSION has changed, ask everybody with stored data once to read it and agree again: in their
language, never in QUIET_HOURS, and at half the rate that Telegram allows.

Until they agree nothing new is done with their data: an application under way goes on, offers stop at once.
"""

from __future__ import annotations

from collections import Counter

from bot.domain.consent import Purpose
from bot.domain.facts import Fact
from bot.domain.schedule import Schedule
from bot.jobs import BATCH_SIZE, MORE_DUE
from bot.machine import Clock
from storage import consents, outbox, persons
from storage.statements import Statement
from storage.store import Store


async def ask_about_policy(store: Store, schedule: Schedule, version: str, clock: Clock) -> Counter[str]:
    """Count `asked` persons, and persons who `agreed already`."""
    now = clock()
    if schedule.is_quiet(now):
        return Counter()
    asked: list[list[Statement]] = []
    agreed: list[list[Statement]] = []
    to_ask = await persons.to_ask_about_policy(store.engine, version, now, BATCH_SIZE)
    for person in to_ask:
        consent = await consents.of_person(store.engine, person, Purpose.APPLICATION)
        noted = persons.ask_about_policy(person, version)
        if consent is not None and consent.policy_version == version:
            agreed.append([noted])
        else:
            asked.append([noted, outbox.tell(person.hex(), Fact.POLICY, person, now)])
    counts = {"asked": await store.commit_each(asked), "agreed already": await store.commit_each(agreed)}
    done = +Counter(counts)
    return done + Counter({MORE_DUE: len(to_ask) == BATCH_SIZE and bool(done)})
