"""Tables `consents` and `consent_texts`: who agreed to what, and the exact words they saw."""

from __future__ import annotations

from bot.domain.consent import Consent, Notice, Purpose
from storage.engine import Engine
from storage.statements import Statement


async def of_person(engine: Engine, person: bytes, purpose: Purpose) -> Consent | None:
    """The consent in force for a purpose."""
    rows = await engine.read(
        "SELECT text_hash, language, policy_version, granted_at, update_id FROM consents "
        "WHERE person = $1 AND purpose = $2 AND withdrawn_at IS NULL ORDER BY granted_at DESC LIMIT 1",
        person,
        purpose,
    )
    return Consent(purpose, *rows[0]) if rows else None


def grant(
    consent_id: bytes, person: bytes, purpose: Purpose, notice: Notice, update_id: int, now: int
) -> list[Statement]:
    """Record a yes; the text is stored once by its hash, and holds no personal data."""
    policy = notice.policy
    return [
        Statement(
            "INSERT INTO consent_texts (hash, language, body) VALUES ($1, $2, $3) ON CONFLICT (hash) DO NOTHING",
            (notice.digest, notice.language, notice.text),
        ),
        Statement(
            "INSERT INTO consents (id, person, purpose, text_hash, language, policy_url, policy_version, policy_date, "
            "update_id, granted_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            (
                consent_id,
                person,
                purpose,
                notice.digest,
                notice.language,
                policy.url_in(notice.language),
                policy.version,
                policy.date,
                update_id,
                now,
            ),
        ),
    ]
