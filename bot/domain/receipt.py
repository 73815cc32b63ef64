"""The consent receipt: a JSON document with which a person can prove what they agreed to.

Field names are those of Kantara Consent Receipt v1.1 and ISO/IEC TS 27560:2023; `kz` holds what law 94-V art. 8(4) asks
for besides. The document does not say who the person is. docs/receipts.md explains every field.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain.consent import Consent, Purpose, Terms
from bot.domain.frozen import frozen
from bot.domain.retention import RULES, longest_of_leads
from bot.domain.time import DAY, EPOCH, NO_TIME, SECOND, Span, iso

OPERATIONS = ("жинау", "жазу", "жүйелеу", "жинақтау", "сақтау", "нақтылау", "өшіру", "жою")
"""Policy clause 1.3, word for word; no consent covers other operations."""
CARRIER = "Telegram carries the messages, and stores them on servers outside Kazakhstan"
THIRD_PARTIES = (
    "Telegram, which carries and stores the messages; an authorised state body only where the law demands it"
)


@frozen
class Use:
    """What a receipt says of one purpose.

    `stored_too` names the data it needs besides the answers of the form, `withdrawal` the command that withdraws it.
    `record` is what the consent itself brings into being, empty if that is the application.
    """

    clauses: tuple[str, ...]
    description: str
    category: str
    is_primary: bool
    stored_too: tuple[str, ...]
    withdrawal: str
    record: str = ""


USES: Mapping[Purpose, Use] = {
    Purpose.APPLICATION: Use(
        ("2.1 P1", "2.1 P2", "2.1 P6"),
        "receive and review the music licence application, and contact the applicant about it; count applications "
        "without names",
        "Core Function",
        True,
        ("Telegram identifier", "language"),
        "/forget_me",
    ),
    Purpose.MARKETING: Use(
        ("2.1 P7",),
        "send news and offers about music licences by Telegram message",
        "Marketing",
        False,
        ("Telegram identifier", "language"),
        "/consents",
        "consent to offers",
    ),
    Purpose.FEEDBACK: Use(
        ("2.1 P5",),
        "learn how the person was served, to serve others better",
        "Improve Performance",
        False,
        ("rating from 1 to 5", "words of the person, if any"),
        "/consents",
        "rating and words",
    ),
}


def compose_receipt(
    consent: Consent, subject: str, terms: Terms, text: str, fields: Sequence[str]
) -> dict[str, object]:
    """The JSON document. The same consent gives the same document until it is withdrawn.

    `subject` is the person's name in the ledger, `text` the consent text as shown, `fields` what the fields hold that
    it is about, in English.
    """
    use = USES[consent.purpose]
    data = [*fields, *use.stored_too]
    return {
        "version": "KI-CR-v1.1.0",
        "schema_version": "ISO/IEC TS 27560:2023",
        "jurisdiction": "KZ",
        "consentTimestamp": (consent.granted_at - EPOCH) // SECOND,
        "collectionMethod": "Telegram bot: a tap on the button under the text, or its label typed in full",
        "consentReceiptID": consent.id.hex(),
        "language": consent.language,
        "piiPrincipalId": subject,
        "piiControllers": [_controller(terms, consent)],
        "policyUrl": consent.policy_url,
        "services": [{"service": "music licence application", "purposes": [_purpose(use, consent, terms, data)]}],
        "sensitive": False,
        "spiCat": [],
        "privacy_notice": {
            "url": consent.policy_url,
            "version": consent.policy_version,
            "last_updated": consent.policy_date or "not stated",
            "shown_text": text,
            "shown_text_sha256": consent.text_hash,
        },
        "events": _events(consent, subject),
        "kz": _kazakh_law(consent.purpose, terms, data),
    }


def _controller(terms: Terms, consent: Consent) -> dict[str, object]:
    return {
        "piiController": terms.operator,
        "onBehalf": False,
        "contact": terms.email,
        "email": terms.email,
        "piiControllerUrl": consent.policy_url,
        "bin": terms.bin or "not stated",
    }


def _purpose(use: Use, consent: Consent, terms: Terms, data: list[str]) -> dict[str, object]:
    return {
        "purpose": use.description,
        "purposeCategory": [use.category],
        "policyClauses": list(use.clauses),
        "consentType": "EXPLICIT",
        "lawful_basis": "consent (law 94-V of Kazakhstan, art. 7 and 8)",
        "piiCategory": data,
        "primaryPurpose": use.is_primary,
        "termination": [f"{held['record']}: {held['period']} {held['from']}" for held in _held(consent.purpose, terms)],
        "withdrawal_method": f"{use.withdrawal} in the bot, or {terms.email}",
        "thirdPartyDisclosure": True,
        "thirdPartyName": THIRD_PARTIES,
    }


def _events(consent: Consent, subject: str) -> list[dict[str, str]]:
    states = [("consent_given", consent.granted_at), ("consent_withdrawn", consent.withdrawn_at)]
    return [
        {"event_state": state, "event_type": "explicit", "event_time": iso(at), "entity_id": subject}
        for state, at in states
        if at is not None
    ]


def _kazakh_law(purpose: Purpose, terms: Terms, data: list[str]) -> dict[str, object]:
    return {
        "law": "94-V, art. 8(4)",
        "bin": terms.bin or "not stated",
        "third_parties": {"transfer": True, "who": THIRD_PARTIES},
        "cross_border": {"transfer": True, "how": CARRIER},
        "published_in_open_sources": False,
        "operations": list(OPERATIONS),
        "data": data,
        "retention": _held(purpose, terms),
    }


def _held(purpose: Purpose, terms: Terms) -> list[dict[str, str]]:
    """How long each record is kept; periods as ISO 8601 durations."""
    known = terms.periods
    told = [rule for rule in RULES if rule.name in known and (purpose is Purpose.APPLICATION or not rule.is_personal)]
    kept = [_kept(rule.record, known[rule.name], rule.since) for rule in told]
    if record := USES[purpose].record:
        since = "after the application's last change at most, or until withdrawn"
        kept.insert(0, _kept(record, longest_of_leads(known), since))
    return kept


def _kept(record: str, span: Span, since: str) -> dict[str, str]:
    return {"record": record, "period": _period(span), "from": since}


def _period(span: Span) -> str:
    return f"P{span // DAY}D" if span % DAY == NO_TIME else f"PT{span // SECOND}S"
