"""The rows that begin an erasure. A person, an operator or a job can begin one; the rows are the same.

Each erasure has its own id, reference and key.
"""

from __future__ import annotations

from bot.domain.erasure import Erasure, Reason
from bot.domain.frozen import frozen
from bot.domain.ledger import Event
from bot.domain.person import Person
from bot.domain.time import Moment
from bot.machine import Entropy
from storage import cards, contact_marks, erasures, ledger, persons
from storage.new_keys import NewKey
from storage.statements import Statement
from storage.vault import Vault


@frozen
class Beginning:
    """Commit `changes` and `keys` together. Without a key nobody will be told."""

    reference: str
    changes: list[Statement]
    keys: list[NewKey]


def begin(
    vault: Vault, pseudonym: bytes, person: Person | None, reason: Reason, now: Moment, entropy: Entropy
) -> Beginning:
    """Record the intent and stop every use of the data. Conflicts if an erasure is under way already.

    A legal hold postpones the rest; cards lose their contacts at once. `person` is None if their key is lost.
    """
    erasure = Erasure.of(pseudonym, person, reason, now, entropy)
    details, keys = close_details(vault, erasure)
    facts = {"reference": erasure.reference, "reason": reason}
    is_held = person is not None and person.is_held(now)
    changes = [
        persons.begin_erasing(pseudonym),
        erasures.insert(erasure, details),
        *ledger.append(Event.ERASURE_REQUESTED, erasure.ledger_subject, facts, now),
        *([cards.block(pseudonym, now), *contact_marks.tell_others_of_person(pseudonym, now)] if is_held else []),
    ]
    return Beginning(erasure.reference, changes, keys)


def close_details(vault: Vault, erasure: Erasure) -> tuple[bytes | None, list[NewKey]]:
    """Seal where to answer; the sealed bytes and the new key. (None, []) if nobody can be told."""
    if erasure.is_lost:
        return None, []
    seal, key = vault.make_seal(erasure.id, erasure.requested_at)
    return erasures.close_details(erasure, seal), [key]
