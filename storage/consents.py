"""Tables `consents` and `consent_texts`: who agreed to what, and the exact words they saw."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields

from bot.domain.consent import Consent, Notice, Purpose, ShownText, Terms
from bot.domain.ledger import Event
from bot.domain.retention import NO_PROMISE
from bot.domain.time import Moment, Span
from storage import ledger
from storage.engine import Engine
from storage.statements import Row, Statement

COLUMNS = ", ".join(
    f"consents.{name}"
    for name in (
        "id",
        "purpose",
        "text_hash",
        "language",
        "policy_url",
        "policy_version",
        "policy_date",
        "update_id",
        "granted_at",
    )
)


async def load_text(engine: Engine, text_hash: str) -> ShownText | None:
    """The consent text with this SHA-256 (hex); None if there is none."""
    rows = await engine.read("SELECT body, terms, fields FROM consent_texts WHERE hash = $1", text_hash)
    if not rows:
        return None
    body, terms, names = rows[0]
    return ShownText(body, _read_terms(terms) if terms else None, read_fields(names))


def read_fields(stored: str | None) -> tuple[str, ...]:
    """The names of the fields that a text is about."""
    return tuple(stored.split(",")) if stored else ()


async def promised(engine: Engine, person: bytes) -> Mapping[str, Span]:
    """How long records are kept by the newest consent to an application in force, by the names of the rules that its
    text mentions; nothing if that text was stored without its terms."""
    select = f"SELECT terms FROM consent_texts WHERE hash = ({newest('text_hash')})"
    rows = await engine.read(select, person, Purpose.APPLICATION)
    return _read_terms(rows[0][0]).periods if rows and rows[0][0] else NO_PROMISE


async def history(engine: Engine, person: bytes) -> list[Consent]:
    """Every consent, withdrawn ones too, newest first."""
    select = f"SELECT {COLUMNS}, withdrawn_at FROM consents WHERE person = $1 ORDER BY granted_at DESC, id"
    return [read_row(row) for row in await engine.read(select, person)]


async def are_in_force(engine: Engine, ids: Iterable[bytes]) -> set[bytes]:
    """Those of `ids` that are given and not withdrawn."""
    found = [await engine.read("SELECT id FROM consents WHERE id = $1 AND withdrawn_at IS NULL", one) for one in ids]
    return {row[0] for rows in found for row in rows}


def still_in_force(consent: bytes) -> Statement:
    """Change nothing. Conflicts if the consent was withdrawn or destroyed."""
    return Statement(
        "UPDATE consents SET withdrawn_at = NULL WHERE id = $1 AND withdrawn_at IS NULL", (consent,), touches=1
    )


def withdraw(consent: Consent, subject: str, now: Moment) -> list[Statement]:
    """Withdraw a consent, in the ledger too. Conflicts if it is withdrawn already."""
    facts = {"consent": consent.id.hex(), "purpose": consent.purpose}
    return [
        Statement(
            "UPDATE consents SET withdrawn_at = $2 WHERE id = $1 AND withdrawn_at IS NULL", (consent.id, now), touches=1
        ),
        *ledger.append(Event.CONSENT_WITHDRAWN, subject, facts, now),
    ]


def newest(columns: str) -> str:
    """SQL: the newest consent in force of person `$1` for purpose `$2`."""
    return (
        f"SELECT {columns} FROM consents WHERE person = $1 AND purpose = $2 AND withdrawn_at IS NULL "
        "ORDER BY granted_at DESC LIMIT 1"
    )


async def of_person(engine: Engine, person: bytes, purpose: Purpose) -> Consent | None:
    """The person's newest consent in force for this purpose."""
    rows = await engine.read(newest(COLUMNS), person, purpose)
    return read_row(rows[0]) if rows else None


def read_row(row: Row) -> Consent:
    """The consent of a row of COLUMNS."""
    return Consent(row[0], Purpose(row[1]), *row[2:])


def none_since(person: bytes, purpose: Purpose, moment: Moment) -> Statement:
    """Change nothing. Conflicts if the person agreed after `moment`, or their data is being destroyed or gone."""
    return Statement(
        "UPDATE persons SET erasing = 0 WHERE person = $1 AND erasing = 0 AND NOT EXISTS "
        "(SELECT 1 FROM consents WHERE person = $1 AND purpose = $2 AND granted_at > $3)",
        (person, purpose, moment),
        touches=1,
    )


def grant(person: bytes, subject: str, consent: Consent, notice: Notice) -> list[Statement]:
    """Record a consent, in the ledger too. Its text is stored once, by its hash, and holds no personal data."""
    facts = {
        "consent": consent.id.hex(),
        "purpose": consent.purpose,
        "text_sha256": consent.text_hash,
        "language": consent.language,
        "policy_url": consent.policy_url,
        "policy_version": consent.policy_version,
        "policy_date": consent.policy_date,
    }
    return [
        _keep_text(notice),
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


def _keep_text(notice: Notice) -> Statement:
    terms = _write_terms(notice.terms) if notice.terms else None
    return Statement(
        "INSERT INTO consent_texts (hash, language, body, terms, fields) VALUES ($1, $2, $3, $4, $5) "
        "ON CONFLICT (hash) DO UPDATE SET terms = $4",
        (notice.digest, notice.language, notice.text, terms, ",".join(notice.fields)),
    )


def _write_terms(terms: Terms) -> str:
    own = {one.name: getattr(terms, one.name) for one in fields(Terms)}  # `asdict` would copy each value
    return json.dumps(own | own.pop("periods"))


def _read_terms(stored: str) -> Terms:
    """Names that are not those of Terms are those of rules of retention, perhaps of another version."""
    terms = json.loads(stored)
    own = {one.name: terms.pop(one.name) for one in fields(Terms) if one.name != "periods"}
    return Terms(**own, periods={name: span for name, span in terms.items() if span is not None})
