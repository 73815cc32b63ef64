"""The persons that a request is about, opened: what every answer to a request begins with."""

from __future__ import annotations

from bot.domain.frozen import frozen
from bot.domain.ledger import Event
from bot.domain.person import Person
from bot.domain.time import Moment
from bot.operator.find import Query, find_persons
from bot.refusal import Refusal
from storage import ledger, persons
from storage.statements import Statement
from storage.store import Store
from storage.vault import Seal


class Unreadable(Refusal):
    """The key of a person is destroyed or lost."""

    line = "the data of this person is being destroyed, or its key is missing; python -m bot doctor tells which"


class BeingErased(Refusal):
    """The person has asked to be forgotten, so nothing of theirs changes any more."""

    line = "this person has asked to be forgotten: their data is out of use, and nothing of it is changed any more"


@frozen
class KnownPerson:
    pseudonym: bytes
    seal: Seal
    person: Person

    def register(self, event: Event, facts: dict[str, object], now: Moment) -> list[Statement]:
        """Record in the ledger, under the person's name there, what was done for them. `facts` hold no value."""
        return ledger.append(event, self.person.ledger_subject, facts, now)


async def open_persons(store: Store, query: Query, *, to_change: bool = False) -> list[KnownPerson]:
    """Everybody who fits the query. Raises NotFound, BadQuery, Unreadable, and BeingErased if they are to change."""
    found = [await _open(store, pseudonym) for pseudonym in await find_persons(store, query)]
    if to_change and any(one.person.erasing for one in found):
        raise BeingErased
    return found


async def _open(store: Store, pseudonym: bytes) -> KnownPerson:
    seal = await store.vault.seal_of(pseudonym)
    person = await persons.load(store.engine, pseudonym, seal) if seal else None
    if seal is None or person is None:
        raise Unreadable
    return KnownPerson(pseudonym, seal, person)
