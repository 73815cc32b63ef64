"""Finds the person whom a fact is told."""

from __future__ import annotations

from bot.domain.person import Person
from storage import persons
from storage.store import Store


async def find_person(store: Store, person: bytes, *, also_erasing: bool = False) -> Person | None:
    """The person to tell. None if unknown, or if an erasure is under way, unless `also_erasing`."""
    seal = await store.vault.seal_of(person)
    known = await persons.load(store.engine, person, seal) if seal else None
    return known if known and (also_erasing or not known.erasing) else None
