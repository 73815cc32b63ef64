"""Everything that is stored about a person, as a JSON document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain.consent import Consent
from bot.domain.disclosure import Disclosure
from bot.domain.feedback import Feedback
from bot.domain.form import Draft
from bot.domain.lead import Lead, LeadStep
from bot.domain.retention import ACCESS, PROOF, Retention
from bot.domain.time import Moment, Span, iso
from bot.views.my_data_columns import reasons
from bot.views.receipt import to_json
from storage.access_log import COMMAND_LINE, Access
from storage.holdings import Holdings
from storage.visitors import Visitor


def to_file(visitor: Visitor, holdings: Holdings, retention: Retention) -> bytes:
    """UTF-8 JSON. Times are ISO 8601 in UTC, and every record has the time of its destruction.

    It holds every stored column of the person, or says why not (`my_data_columns.py`).
    """
    person, draft = visitor.person, visitor.draft
    if person is None:
        raise LookupError("nothing is stored about this person")
    address = person.address
    proof = retention.span(PROOF)
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
            "consents": [_consent(consent, max(ends, default=None), proof) for consent in holdings.consents],
            "disclosures": [_disclosure(one, proof) for one in holdings.disclosures],
            "contacts_seen": [_access(one, retention.span(ACCESS)) for one in holdings.accesses],
            "messages_switched_off": [
                {"about": milestone, "since": _iso(since)} for milestone, since in holdings.muted.items()
            ],
            "remembered_message_numbers": holdings.messages,
            "not_in_this_file": reasons(),
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
    """A colleague stands there as a number: the name is not the applicant's data."""
    return {
        "reference": lead.reference,
        "state": lead.status,
        "outcome": lead.outcome,
        "language": lead.language,
        "answers": dict(lead.details),
        "sent_at": _iso(lead.created_at),
        "changed_at": _iso(lead.changed_at),
        "corrected_at": _iso(lead.corrected_at or None),
        "calls_without_an_answer": lead.tries,
        "last_call_without_an_answer_at": _iso(lead.tried_at or None),
        "handled_by": _specialist(holdings.numbers.get(lead.owner or b"")) if lead.owner else None,
        "steps": [_step(step, holdings.numbers) for step in holdings.steps if step.lead == lead.id],
        "feedback": _feedback(holdings.feedback.get(lead.id)),
        "destroyed_at": _iso(holdings.lead_ends[lead.id]),
    }


def _step(step: LeadStep, numbers: Mapping[bytes, int]) -> dict[str, object]:
    fields = {"fields": list(step.fields)} if step.fields else {}
    by = {"by": _specialist(numbers.get(bytes.fromhex(step.who)))} if step.by else {}
    words = {"words": step.words} if step.words else {}
    return {"step": step.what, "at": _iso(step.at), **by, **fields, **words}


def _specialist(number: int | None) -> dict[str, object]:
    """The number is None if it is not stored any more, or never was."""
    return {"role": "specialist", "number": number}


def _access(one: Access, keep: Span) -> dict[str, object]:
    role = {"role": "operator"} if one.specialist == COMMAND_LINE else _specialist(one.specialist)
    seen = {"application": one.reference, "by": role, "how": one.how, "at": _iso(one.at)}
    return {**seen, "destroyed_at_the_latest": _iso(one.at + keep)}


def _feedback(given: Feedback | None) -> dict[str, object] | None:
    return {"rating": given.rating, "words": given.words, "given_at": _iso(given.given_at)} if given else None


def _consent(consent: Consent, end: Moment | None, proof: Span) -> dict[str, object]:
    """It goes with the last application; its proof in the ledger names nobody, and stays while it is in force."""
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
        "destroyed_at": _iso(end),
        "proof_without_personal_data_destroyed_after": _iso(
            (consent.withdrawn_at or end or consent.granted_at) + proof
        ),
    }


def _disclosure(one: Disclosure, proof: Span) -> dict[str, object]:
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
        "destroyed_at_the_latest": _iso(one.asked_at + proof),
    }


def _iso(moment: Moment | None) -> str | None:
    return None if moment is None else iso(moment)
