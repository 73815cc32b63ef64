"""Postpones the destruction of data while the law or a dispute forbids it (a legal hold).

Law 94-V art. 8(2): consent cannot be withdrawn while an obligation is unfulfilled. A wish to be forgotten is still
recorded and answered honestly, and it blocks every use of the data at once. It is carried out when the hold ends.
"""

from __future__ import annotations

from bot.domain.one_line import one_line
from bot.domain.time import Moment
from bot.operator.find import Query, find_persons
from bot.refusal import Refusal
from storage import persons
from storage.store import Store

LONGEST_REASON = 300  # characters; /my_data tells it beside everything else, and a message has 4,096 (Bot API)


class ReasonRefused(Refusal):
    """The person could not be told this reason."""

    line = f"--reason: must be a text of at most {LONGEST_REASON} characters; the person is told it"


async def hold(store: Store, query: Query, reason: str, until: Moment) -> int:
    """Returns how many persons are held. An `until` in the past lifts the hold. Raises ReasonRefused, and what
    `find_persons` raises."""
    told = one_line(reason, LONGEST_REASON)
    if told is None:
        raise ReasonRefused
    found = await find_persons(store, query)
    for pseudonym in found:
        seal = await store.vault.seal_of(pseudonym)
        if seal is not None:
            await store.commit([persons.hold(pseudonym, seal, until, told)])
    return len(found)
