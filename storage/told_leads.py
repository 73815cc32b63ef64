"""Reads a lead together with its person, for messages to that person."""

from __future__ import annotations

from bot.domain.lead import Lead
from bot.domain.person import Person
from storage import leads, persons
from storage.engine import Engine
from storage.vault import Vault

_SELECT = (
    f"SELECT persons.person, {persons.COLUMNS}, found.* "
    f"FROM (SELECT {leads.COLUMNS} FROM leads WHERE id = $1) AS found JOIN persons ON persons.person = found.person"
)
_PERSON = slice(1, persons.COLUMNS.count(",") + 2)


async def load(engine: Engine, vault: Vault, lead: bytes) -> tuple[Lead, Person] | None:
    """Both of one moment; None if there is no such lead, or if the key of its person is destroyed already."""
    rows = await engine.read(_SELECT, lead)
    seal = await vault.seal_of(rows[0][0]) if rows else None
    if seal is None:
        return None
    return leads.open_row(rows[0][_PERSON.stop :], seal), persons.open_row(rows[0][_PERSON], seal)
