"""Shows what is stored about a person who asks by e-mail (law 94-V art. 24): the document that /my_data gives."""

from __future__ import annotations

from bot.domain.ledger import Event
from bot.domain.retention import Retention
from bot.machine import Clock
from bot.operator.find import Query
from bot.operator.known_person import KnownPerson, open_persons
from bot.views.my_data_file import to_file
from storage import access_log, drafts, leads
from storage.holdings import load_holdings
from storage.store import Store
from storage.visitors import Visitor


async def show_person(store: Store, query: Query, retention: Retention, clock: Clock) -> list[bytes]:
    """A JSON document for everybody who fits the query, also while a hold puts off their erasure.

    Raises what `open_persons` raises.
    """
    found = await open_persons(store, query)
    documents = [await _document(store, one, retention) for one in found]
    for one in found:
        seen = access_log.note_command(one.pseudonym, "person show", clock())
        await store.commit([seen, *one.register(Event.REQUEST_ANSWERED, {"request": "show"}, clock())])
    return documents


async def _document(store: Store, one: KnownPerson, retention: Retention) -> bytes:
    who, seal = one.pseudonym, one.seal
    draft, sent = await drafts.load(store.engine, who, seal), await leads.of_person(store.engine, who, seal)
    visitor = Visitor(who, one.person.address, seal, one.person, draft=draft, leads=tuple(sent))
    return to_file(visitor, await load_holdings(store, who, seal), retention)
