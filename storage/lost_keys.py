"""What becomes of rows whose key is lost? Nobody can read them or say whose they are, and at their end they go too.

What can be said of their person is unknown: the chat, the language, the name in the ledger. Their cards in the staff
group are known and taken back.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidTag

from bot.domain.person import Person
from storage import erasure_messages, erasures, outbox, persons
from storage.engine import Engine
from storage.outbox import Fact
from storage.statements import Statement
from storage.vault import Vault, WrongMasterKey

UNREADABLE = (WrongMasterKey, InvalidTag, ValueError)
"""A key that does not open, something sealed that does not open with it, or opens to what it never was."""


async def open_person(engine: Engine, vault: Vault, person: bytes) -> Person | None:
    """None if they are gone, or if their key is lost."""
    try:
        seal = await vault.seal_of(person)
        return await persons.load(engine, person, seal) if seal else None
    except UNREADABLE:
        return None


def let_go(erasure: bytes) -> list[Statement]:
    """Nobody is told, and what stands in their chat is out of reach."""
    return [
        erasure_messages.give_up(erasure),
        outbox.cancel(Fact.ERASED, erasure),
        outbox.cancel(Fact.ERASURE_DELAYED, erasure),
        erasures.let_go(erasure),
    ]
