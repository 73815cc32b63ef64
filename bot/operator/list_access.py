"""Lists who has access to contacts, and who saw whose when (law 94-V art. 22, docs/operator/requests.md).

A colleague's name is known only while an application is stored on which they worked.
"""

from __future__ import annotations

from bot.domain.frozen import frozen
from bot.domain.ledger import Event
from bot.domain.time import EPOCH
from bot.machine import Clock
from bot.operator.find import Query
from bot.operator.known_person import open_persons
from storage import access_log, lead_history, leads, ledger, persons
from storage.access_log import Access, Specialist
from storage.store import Store


@frozen
class AccessList:
    """`names` are by the pseudonym of a specialist; one whose applications are all gone has none."""

    specialists: tuple[Specialist, ...]
    names: dict[bytes, str]
    log: tuple[Access, ...]


async def list_access(store: Store, query: Query | None, clock: Clock) -> AccessList:
    """The log about the persons who fit the query; about everybody without one. Raises what `open_persons` raises."""
    now, log = clock(), list[Access]()
    if query is None:
        log = await access_log.between(store.engine, EPOCH, now)
        await store.commit(ledger.append(Event.REQUEST_ANSWERED, "", {"request": "access"}, now))
    else:
        for one in await open_persons(store, query):
            log += await access_log.of_person(store.engine, one.pseudonym)
            await store.commit(one.register(Event.REQUEST_ANSWERED, {"request": "access"}, now))
    found = await access_log.specialists(store.engine)
    return AccessList(tuple(found), await _names(store, {one.pseudonym for one in found}), tuple(log))


async def _names(store: Store, sought: set[bytes]) -> dict[bytes, str]:
    """The newest known name of each."""
    names: dict[bytes, str] = {}
    for person in await persons.all_pseudonyms(store.engine):
        if not sought - names.keys():
            break
        seal = await store.vault.seal_of(person)
        if seal is None:
            continue
        steps = await lead_history.of_person(store.engine, person, seal)
        worked = [(bytes.fromhex(step.who), step.by) for step in steps]
        owned = [(lead.owner, lead.owner_name) for lead in await leads.of_person(store.engine, person, seal)]
        names |= {who: name for who, name in [*worked, *owned] if who in sought and who and name}
    return names
