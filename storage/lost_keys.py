"""Rows whose key is lost: nobody can read them, or tell whose they are. At the end of their time they go too.

The chat, the language and the name in the ledger are lost with the key. The cards in the staff group are known, and are
taken back.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidTag

from bot.domain.facts import Fact
from bot.domain.person import Person
from storage import erasure_messages, erasures, outbox, persons
from storage.engine import Engine
from storage.statements import Statement
from storage.vault import Vault, WrongMasterKey

UNREADABLE = (WrongMasterKey, InvalidTag, ValueError)
"""The master key does not open the key, the key does not open the text, or the text is malformed."""


async def open_person(engine: Engine, vault: Vault, person: bytes) -> Person | None:
    """The person; None if they are not stored, or their key is lost."""
    try:
        seal = await vault.seal_of(person)
        return await persons.load(engine, person, seal) if seal else None
    except UNREADABLE:
        return None


def give_up_telling(erasure: bytes) -> list[Statement]:
    """Give up the private chat of an erasure: its messages stay, and nobody is told."""
    return [
        erasure_messages.give_up(erasure),
        outbox.cancel(Fact.ERASED, erasure),
        outbox.cancel(Fact.ERASURE_DELAYED, erasure),
        erasures.clear_details(erasure),
    ]
