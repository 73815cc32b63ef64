"""What is written when an erasure begins? The same for everybody who wishes for one: a person, an operator, time.

Each has a number, a reference and a key of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.erasure import Erasure, Reason
from bot.domain.ledger import Event
from bot.domain.person import Person
from bot.domain.time import Moment
from bot.machine import Entropy
from storage import cards, erasures, ledger, persons
from storage.new_keys import NewKey
from storage.statements import Statement
from storage.vault import Vault


@dataclass(frozen=True, slots=True)
class Beginning:
    """To be committed together. Without a key nobody will be told."""

    reference: str
    changes: list[Statement]
    keys: list[NewKey]


def begin(
    vault: Vault, pseudonym: bytes, person: Person | None, reason: Reason, now: Moment, entropy: Entropy
) -> Beginning:
    """Record the intent and stop every use of the data; conflicts if an erasure is under way already.

    Where a hold postpones the rest, cards lose their contacts at once. `person` is None if their key is lost.
    """
    erasure = Erasure.of(pseudonym, person, reason, now, entropy)
    details, keys = close_details(vault, erasure)
    facts = {"reference": erasure.reference, "reason": reason}
    is_held = person is not None and person.is_held(now)
    changes = [
        persons.begin_erasing(pseudonym),
        erasures.insert(erasure, details),
        *ledger.append(Event.ERASURE_REQUESTED, erasure.ledger_subject, facts, now),
        *([cards.block(pseudonym, now)] if is_held else []),
    ]
    return Beginning(erasure.reference, changes, keys)


def close_details(vault: Vault, erasure: Erasure) -> tuple[bytes | None, list[NewKey]]:
    """Where to answer, sealed, and the key to it; nothing where nobody can be told."""
    if erasure.is_lost:
        return None, []
    seal, key = vault.make_seal(erasure.id, erasure.requested_at)
    return erasures.close_details(erasure, seal), [key]
