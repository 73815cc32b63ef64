"""Erases a person who asks by e-mail instead of /forget_me.

The steps and the receipt are the same. This command destroys the data; the bot takes the messages back and gives the
receipt when it runs again.
"""

from __future__ import annotations

from bot.domain.erasure import Reason
from bot.domain.frozen import frozen
from bot.domain.person import Person
from bot.domain.time import Moment
from bot.jobs.finish_erasures import finish_erasures
from bot.machine import Clock, Entropy
from bot.operator.find import Query, find_persons
from storage import erasure_beginnings, erasures, persons
from storage.store import Store


@frozen
class Forgotten:
    """The reference of the receipt. `held_until` is set if a hold postpones the destruction."""

    reference: str
    held_until: Moment | None


async def forget(store: Store, query: Query, clock: Clock, entropy: Entropy) -> list[Forgotten]:
    """Destroy everything about every person who fits the query. Raises NotFound and BadQuery."""
    wished = [await _wish(store, person, clock(), entropy) for person in await find_persons(store, query)]
    await finish_erasures(store, clock)
    return wished


async def _wish(store: Store, pseudonym: bytes, now: Moment, entropy: Entropy) -> Forgotten:
    seal = await store.vault.seal_of(pseudonym)
    person = await persons.load(store.engine, pseudonym, seal) if seal else None
    erasure = await erasures.under_way(store.engine, store.vault, pseudonym)
    if erasure:
        reference = erasure.reference
    elif person:
        reference = await _begin(store, pseudonym, person, now, entropy)
    else:
        raise LookupError("a person without a key")
    return Forgotten(reference, person.held_until if person and person.is_held(now) else None)


async def _begin(store: Store, pseudonym: bytes, person: Person, now: Moment, entropy: Entropy) -> str:
    begun = erasure_beginnings.begin(store.vault, pseudonym, person, Reason.WISH, now, entropy)
    await store.commit(begun.changes, begun.keys)
    return begun.reference
