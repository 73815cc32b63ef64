"""How does one application go while its person stays?

Its rows of `leads`, `cards` and `outbox` make way for an erasure that takes the card back and tells the person.
"""

from __future__ import annotations

from bot.domain.erasure import Kind, Place, Stage
from bot.domain.erasure_plan import By, Fate, Spot, What, spots
from bot.domain.ledger import Event
from storage import disclosures, leads, ledger, outbox
from storage.cards import STANDING
from storage.erasures import Erasure, close_details
from storage.outbox import Fact, Urgency
from storage.statements import Statement
from storage.vault import Seal


def end(erasure: Erasure, seal: Seal | None, lead: bytes, now: int) -> list[Statement]:
    """All at once: the person's key lives on, so there is no step before the rows. Conflicts if the lead moved on.

    Without a seal nobody is told: whose it was, is lost.
    """
    told = [outbox.tell(erasure.id.hex(), Fact.ENDED, erasure.id, now)] if seal else []
    details = close_details(erasure, seal) if seal else None
    facts = {"reference": erasure.reference, "reason": erasure.reason}
    return [
        leads.remove_due(lead, now),
        Statement(
            "INSERT INTO erasures (id, reference, reason, stage, details, requested_at, destroyed_at) "
            "VALUES ($1, $2, $3, $4, $5, $6, $6)",
            (erasure.id, erasure.reference, erasure.reason, Stage.DESTROYED, details, now),
        ),
        Statement(
            "INSERT INTO erasure_messages (erasure, place, chat_id, message_id, kind, sent_at, reference) "
            f"SELECT $1, $2, chat_id, message_id, $3, sent_at, $4 FROM {STANDING} AS stood WHERE lead = $5",
            (erasure.id, Place.STAFF, Kind.CARD, erasure.application, lead),
        ),
        *(Statement(f"DELETE FROM {spot.name} WHERE lead = $1", (lead,)) for spot in _beside_leads()),
        outbox.forget_lead(lead),
        *disclosures.forget_application(erasure.application, now),
        *ledger.append(Event.DATA_DESTROYED, erasure.ledger_subject, facts, now),
        outbox.tell(outbox.STAFF, Fact.ERASED_CARDS, erasure.id, now, Urgency.MANY),
        *told,
    ]


def _beside_leads() -> list[Spot]:
    return [spot for spot in spots(What.TABLE, Fate.DESTROYED) if spot.by is By.LEAD]
