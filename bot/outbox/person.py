"""Finds the person whom a fact is told."""

from __future__ import annotations

from bot.domain.lead import Lead
from bot.domain.person import Person
from storage import persons, told_leads
from storage.store import Store
from storage.vault import Seal


async def find_person(store: Store, person: bytes, *, also_erasing: bool = False) -> Person | None:
    """The person to tell. None if unknown, or if an erasure is under way, unless `also_erasing`."""
    found = await find_sealed(store, person, also_erasing=also_erasing)
    return found[0] if found else None


async def find_sealed(store: Store, person: bytes, *, also_erasing: bool = False) -> tuple[Person, Seal] | None:
    """The same with their key."""
    seal = await store.vault.seal_of(person)
    known = await persons.load(store.engine, person, seal) if seal else None
    return (known, seal) if seal and known and (also_erasing or not known.erasing) else None


async def find_lead(store: Store, lead_id: bytes) -> tuple[Lead, Person] | None:
    """A lead and its person, who is to be told about it. None as above, or if there is no such lead."""
    found = await told_leads.load(store.engine, store.vault, lead_id)
    return found if found and not found[1].erasing else None
