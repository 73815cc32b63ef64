"""Marks the contacts of applications that an earlier version stored without marks.

An application with a mark is done, so an interrupted run can simply be started again. One whose key is missing stays as
it is.
"""

from __future__ import annotations

import json

from storage import contact_marks, leads
from storage.engine import Engine
from storage.lost_keys import UNREADABLE
from storage.statements import Statement
from storage.vault import Vault

LEADS_PER_TRANSACTION = 500


async def mark_contacts(engine: Engine, vault: Vault) -> int:
    """Mark them; return how many. Call it with the vault unlocked. Raises StorageUnavailable."""
    done, last = 0, b""
    while rows := await engine.read(
        "SELECT id, person, details FROM leads WHERE id > $1 AND NOT EXISTS "
        "(SELECT 1 FROM contact_marks WHERE lead = leads.id) ORDER BY id LIMIT $2",
        last,
        LEADS_PER_TRANSACTION,
    ):
        marked = [await _mark(vault, *row) for row in rows]
        await engine.write([statement for one in marked for statement in one])
        done, last = done + sum(map(bool, marked)), rows[-1][0]
    return done


async def _mark(vault: Vault, lead: bytes, person: bytes, details: bytes) -> list[Statement]:
    """Empty if no key opens the details."""
    try:
        if seal := await vault.seal_of(person):
            opened = json.loads(seal.open(leads.TABLE, "details", details))
            return contact_marks.put(vault, seal, person, lead, opened)
    except UNREADABLE:
        pass
    return []
