"""Ask everybody with live data once to read and agree again when PRIVACY_POLICY_VERSION has changed: in their language,
never in QUIET_HOURS, so many a sweep that Telegram's rate is kept.

Until they agree nothing new is done with their data: an application under way goes on, offers stop at once.
"""

from __future__ import annotations

from collections import Counter

from bot.clock import Clock
from bot.domain.consent import Purpose
from bot.domain.schedule import Schedule
from storage import consents, outbox, persons
from storage.outbox import Fact
from storage.statements import Conflict, Statement
from storage.store import Store
from storage.vault import Entropy

BATCH = 50  # persons a sweep: with one a minute far below Telegram's 30 messages a second


async def ask_about_policy(
    store: Store, schedule: Schedule, version: str, clock: Clock, entropy: Entropy
) -> Counter[str]:
    """`asked` persons, and `agreed already` who applied since."""
    now, counts = clock(), Counter[str]()
    if schedule.is_quiet(now):
        return counts
    for person in await persons.to_ask_about_policy(store.engine, version, now, BATCH):
        consent = await consents.of_person(store.engine, person, Purpose.APPLICATION)
        agreed = consent is not None and consent.policy_version == version
        told: list[Statement] = []
        if not agreed:
            told = [outbox.tell(outbox.make_order(now, entropy), person.hex(), Fact.POLICY, person, now)]
        try:
            await store.commit([persons.ask_about_policy(person, version), *told])
        except Conflict:
            continue  # being erased, or asked by somebody else
        counts["agreed already" if agreed else "asked"] += 1
    return counts
