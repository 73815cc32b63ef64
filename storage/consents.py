"""Tables `consents` and `consent_texts`: who agreed to what, and the exact words they saw."""

from __future__ import annotations

from bot.domain.consent import Consent, Notice, Purpose
from bot.domain.ledger import Event
from storage import ledger
from storage.engine import Engine
from storage.statements import Statement


async def of_person(engine: Engine, person: bytes, purpose: Purpose) -> Consent | None:
    """The consent in force for a purpose."""
    rows = await engine.read(
        "SELECT id, text_hash, language, policy_url, policy_version, policy_date, update_id, granted_at FROM consents "
        "WHERE person = $1 AND purpose = $2 AND withdrawn_at IS NULL ORDER BY granted_at DESC LIMIT 1",
        person,
        purpose,
    )
    return Consent(rows[0][0], purpose, *rows[0][1:]) if rows else None


def grant(person: bytes, subject: str, consent: Consent, notice: Notice) -> list[Statement]:
    """Record a yes, for the bot and for the ledger; the text is stored once by its hash, and holds no personal data."""
    facts = {
        "consent": consent.id.hex(),
        "purpose": consent.purpose,
        "text_sha256": consent.text_hash,
        "language": consent.language,
        "policy_url": consent.policy_url,
        "policy_version": consent.policy_version,
        "policy_date": consent.policy_date,
        "update_id": consent.update_id,
    }
    return [
        Statement(
            "INSERT INTO consent_texts (hash, language, body) VALUES ($1, $2, $3) ON CONFLICT (hash) DO NOTHING",
            (notice.digest, notice.language, notice.text),
        ),
        Statement(
            "INSERT INTO consents (id, person, purpose, text_hash, language, policy_url, policy_version, policy_date, "
            "update_id, granted_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            (
                consent.id,
                person,
                consent.purpose,
                consent.text_hash,
                consent.language,
                consent.policy_url,
                consent.policy_version,
                consent.policy_date,
                consent.update_id,
                consent.granted_at,
            ),
        ),
        *ledger.append(Event.CONSENT_GIVEN, subject, facts, consent.granted_at),
    ]
