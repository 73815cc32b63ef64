"""Everything that is stored about a person, as a JSON document."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.consent import Consent
from bot.domain.disclosure import Disclosure
from bot.domain.feedback import Feedback
from bot.domain.form import Draft
from bot.domain.lead import Lead, LeadStep
from bot.domain.time import Moment, iso
from bot.views.receipt import to_json
from storage.holdings import Holdings
from storage.store import Visitor


def to_file(visitor: Visitor, holdings: Holdings) -> bytes:
    """UTF-8 JSON. Times are ISO 8601 in UTC, and every record has the time of its destruction."""
    person, draft = visitor.person, visitor.draft
    if person is None:
        raise LookupError("nothing is stored about this person")
    address = person.address
    ends = [*holdings.lead_ends.values(), *([holdings.draft_end] if holdings.draft_end else [])]
    return to_json(
        {
            f"{address.channel}_id": int(address.id) if address.id.isdecimal() else address.id,
            "language": person.language,
            "known_since": _iso(person.created_at),
            "name_in_the_ledger": person.ledger_subject,
            "everything_destroyed_at": _iso(max(ends)) if ends else None,
            "hold": {"until": _iso(person.held_until), "reason": person.hold_reason} if person.hold_reason else None,
            "no_further_applications_since": _iso(person.banned_at or None),
            "out_of_use_because_of_a_dispute_since": _iso(person.blocked_at or None),
            "draft": _draft(draft, holdings.draft_end, visitor.leads) if draft else None,
            "applications": [_lead(lead, holdings) for lead in visitor.leads],
            "consents": [_consent(consent) for consent in holdings.consents],
            "disclosures": [_disclosure(one) for one in holdings.disclosures],
            "remembered_message_numbers": holdings.messages,
        }
    )


def _draft(draft: Draft, end: Moment | None, leads: Sequence[Lead]) -> dict[str, object]:
    unsure = {"typed": draft.doubt.typed, "suggested": draft.doubt.suggested} if draft.doubt else None
    return {
        "step": draft.step,
        "answers": dict(draft.answers),
        "unsure": unsure,
        "corrects": next((lead.reference for lead in leads if lead.id == draft.corrects), None),
        "destroyed_at": _iso(end),
    }


def _lead(lead: Lead, holdings: Holdings) -> dict[str, object]:
    """Steps are without the colleague who took them: the name is not the applicant's data."""
    return {
        "reference": lead.reference,
        "state": lead.status,
        "outcome": lead.outcome,
        "language": lead.language,
        "answers": dict(lead.details),
        "sent_at": _iso(lead.created_at),
        "changed_at": _iso(lead.changed_at),
        "corrected_at": _iso(lead.corrected_at or None),
        "steps": [_step(step) for step in holdings.steps if step.lead == lead.id],
        "feedback": _feedback(holdings.feedback.get(lead.id)),
        "destroyed_at": _iso(holdings.lead_ends[lead.id]),
    }


def _step(step: LeadStep) -> dict[str, object]:
    fields = {"fields": list(step.fields)} if step.fields else {}
    return {"step": step.what, "at": _iso(step.at), **fields}


def _feedback(given: Feedback | None) -> dict[str, object] | None:
    return {"rating": given.rating, "words": given.words, "given_at": _iso(given.given_at)} if given else None


def _consent(consent: Consent) -> dict[str, object]:
    return {
        "id": consent.id.hex(),
        "purpose": consent.purpose,
        "given_at": _iso(consent.granted_at),
        "withdrawn_at": _iso(consent.withdrawn_at),
        "language": consent.language,
        "text_sha256": consent.text_hash,
        "policy_url": consent.policy_url,
        "policy_version": consent.policy_version,
        "policy_date": consent.policy_date or None,
        "telegram_update": consent.update_id,
    }


def _disclosure(one: Disclosure) -> dict[str, object]:
    return {
        "reference": one.reference,
        "handed_out_at": _iso(one.handed_at),
        "recipient": one.details.recipient,
        "kind_of_recipient": one.to,
        "country": one.country,
        "reason": one.details.reason,
        "basis": one.basis,
        "document": one.details.document or None,
        "document_dated": one.details.dated or None,
        "fields": list(one.fields),
    }


def _iso(moment: Moment | None) -> str | None:
    return None if moment is None else iso(moment)
