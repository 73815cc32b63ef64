"""Postpones the destruction of data while the law or a dispute forbids it (a legal hold).

Law 94-V art. 8(2): consent cannot be withdrawn while an obligation is unfulfilled. A wish to be forgotten is still
recorded and answered honestly, and it blocks every use of the data at once. It is carried out when the hold ends.
"""

from __future__ import annotations

from bot.domain.time import Moment
from bot.operator.find import Query, find_persons
from storage import persons
from storage.store import Store


async def hold(store: Store, query: Query, reason: str, until: Moment) -> int:
    """Returns how many persons are held. An `until` in the past lifts the hold."""
    found = await find_persons(store, query)
    for pseudonym in found:
        seal = await store.vault.seal_of(pseudonym)
        if seal is not None:
            await store.commit([persons.hold(pseudonym, seal, until, reason)])
    return len(found)
