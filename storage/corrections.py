"""The rows of a correction of a lead. Neither history nor ledger gets a value, old or new."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.facts import Fact
from bot.domain.lead import CORRECTED, Lead, LeadStep, corrected_fields
from bot.domain.ledger import Event
from bot.domain.time import MILLISECOND, Moment
from storage import contact_marks, drafts, lead_history, leads, ledger, messages, outbox
from storage.outbox import Urgency
from storage.statements import Statement
from storage.vault import Seal, Vault


def correct(
    step_id: bytes,
    vault: Vault,
    seal: Seal,
    lead: Lead,
    details: Mapping[str, str],
    subject: str,
    now: Moment,
    *,
    closed_too: bool = False,
) -> list[Statement]:
    """Replace the details of a lead, and end a correction of it that is under way.

    `subject` is the person's name in the ledger. Conflicts as `leads.correct` does.
    """
    fields, who = corrected_fields(lead.details, details), lead.person
    # Always later than before: `leads.correct` compares it to detect a conflict.
    at = max(now, lead.corrected_at + MILLISECOND)
    return [
        leads.correct(seal, lead, details, at, closed_too=closed_too),
        lead_history.add(step_id, seal, lead, LeadStep(lead.id, at, CORRECTED, "", fields=fields)),
        *ledger.append(Event.DATA_CORRECTED, subject, {"fields": list(fields)}, now),
        *contact_marks.replace(vault, seal, lead, details, now),
        drafts.remove_correction(lead.id),
        messages.retire(who),
        outbox.tell(who.hex(), Fact.RETIRED, who, now),
        outbox.tell(outbox.STAFF, Fact.CARD, lead.id, now, Urgency.PRESS),
    ]
