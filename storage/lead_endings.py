"""Ends one lead whose person stays.

Its rows in `leads`, `cards` and `outbox` are replaced by an erasure, which takes the card back and tells the person.
"""

from __future__ import annotations

from dataclasses import replace

from bot.domain.disclosure import HandOver
from bot.domain.erasure import Erasure, Reason, Stage
from bot.domain.erasure_plan import By, Spot, What, spots
from bot.domain.facts import Fact
from bot.domain.fate import Fate
from bot.domain.ledger import Event
from bot.domain.person import Person
from bot.domain.time import Moment
from bot.machine import Entropy
from storage import (
    contact_marks,
    disclosure_ends,
    drafts,
    erasure_beginnings,
    erasure_messages,
    erasures,
    leads,
    ledger,
    outbox,
)
from storage.erasure_beginnings import Beginning
from storage.outbox import Urgency
from storage.statements import Statement
from storage.vault import Vault


def end(
    vault: Vault,
    lead: bytes,
    application: str,
    person: Person | None,
    now: Moment,
    entropy: Entropy,
    handed: tuple[HandOver, ...] = (),
) -> Beginning:
    """Destroy a lead that has reached its end, in one step: the person's key stays. Conflicts if the lead has changed.

    `application` is its reference, `handed` are the files with it that were handed out. `person` is None if their key
    is lost; then nobody is told.
    """
    requested = Erasure.of(None, person, Reason.ENDED, now, entropy)
    erasure = replace(requested, stage=Stage.DESTROYED, application=application, handed=handed)
    details, keys = erasure_beginnings.close_details(vault, erasure)
    told = [outbox.tell(erasure.id.hex(), Fact.ENDED, erasure.id, now)] if keys else []
    return Beginning(erasure.reference, [*_destroy(erasure, details, lead, now), *told], keys)


def _destroy(erasure: Erasure, details: bytes | None, lead: bytes, now: Moment) -> list[Statement]:
    facts = {"reference": erasure.reference, "reason": erasure.reason}
    return [
        leads.remove_due(lead, now),
        erasures.insert(erasure, details, now),
        *erasure_messages.keep_cards_of_lead(erasure.id, lead, erasure.application),
        *contact_marks.tell_others(lead, now),
        *(Statement(f"DELETE FROM {spot.name} WHERE lead = $1", (lead,)) for spot in _beside_leads()),
        outbox.forget_lead(lead),
        drafts.remove_correction(lead),
        *disclosure_ends.forget_application(erasure.application, now),
        *ledger.append(Event.DATA_DESTROYED, erasure.ledger_subject, facts, now),
        outbox.tell(outbox.STAFF, Fact.ERASED_CARDS, erasure.id, now, Urgency.MANY),
    ]


def _beside_leads() -> list[Spot]:
    return [spot for spot in spots(What.TABLE, Fate.DESTROYED) if spot.by is By.LEAD]
