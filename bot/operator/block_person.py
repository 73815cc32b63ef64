"""Puts the data of a person out of use while a dispute about it lasts, and into use again.

Law 94-V art. 24 and 25(2): within one working day. Nobody is called or reminded, the card loses its contacts, no export
and no offer goes out. The data still reaches its end, and can still be destroyed at the person's wish.
"""

from __future__ import annotations

from bot.domain.facts import Fact
from bot.domain.ledger import Event
from bot.domain.time import EPOCH, Moment
from bot.machine import Clock
from bot.operator.find import Query
from bot.operator.known_person import KnownPerson, open_persons
from storage import cards, contact_marks, outbox, persons
from storage.statements import Statement
from storage.store import Store


async def block_person(store: Store, query: Query, clock: Clock, *, lift: bool) -> int:
    """How many persons it changed; nobody is blocked twice. Raises what `open_persons` raises."""
    found = await open_persons(store, query, to_change=True)
    meant = [one for one in found if bool(one.person.blocked_at) is lift]
    for one in meant:
        await store.commit(_lift(one, clock()) if lift else _block(one, clock()))
    return len(meant)


def _block(one: KnownPerson, now: Moment) -> list[Statement]:
    return [
        persons.block(one.pseudonym, now),
        outbox.cancel(Fact.REMINDER, one.pseudonym),
        outbox.cancel(Fact.POLICY, one.pseudonym),
        cards.block(one.pseudonym, now),
        *contact_marks.tell_others_of_person(one.pseudonym, now),
        *one.register(Event.DATA_BLOCKED, {}, now),
    ]


def _lift(one: KnownPerson, now: Moment) -> list[Statement]:
    return [
        persons.block(one.pseudonym, EPOCH),
        cards.block(one.pseudonym, now),
        *contact_marks.tell_others_of_person(one.pseudonym, now),
        *one.register(Event.DATA_UNBLOCKED, {}, now),
    ]
