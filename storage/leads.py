"""Table `leads`: confirmed applications. A lead keeps the id of its draft, so a draft becomes one lead only."""

from __future__ import annotations

from collections.abc import Mapping

import orjson

from bot.domain.frozen import frozen
from bot.domain.lead import OPEN as NOT_CLOSED
from bot.domain.lead import Lead, Outcome, Status
from bot.domain.schedule import Deadlines
from bot.domain.time import Moment
from storage.engine import Engine
from storage.persons import IN_USE
from storage.statements import Row, Statement
from storage.vault import Seal, Vault

TABLE = "leads"
HAS_MORE = (
    "(EXISTS (SELECT 1 FROM leads WHERE leads.person = ended.person AND leads.destroy_at > $1) "
    "OR EXISTS (SELECT 1 FROM drafts WHERE drafts.person = ended.person AND drafts.corrects IS NULL))"
)
"""The person has another lead that has not ended, or an unfinished application."""
MAY_END = (
    "EXISTS (SELECT 1 FROM persons WHERE persons.person = ended.person AND persons.erasing = 0 "
    "AND persons.held_until <= $1)"
)
"""No legal hold forbids it, and no erasure is under way."""
COLUMNS = (
    "id, reference, person, language, repeated, details, status, outcome, owner, owner_name, created_at, changed_at, "
    "owner_id, offered, corrected_at, tries, tried_at, EXISTS (SELECT 1 FROM persons "
    "WHERE persons.person = leads.person AND restored_at > 0 AND restored_at >= leads.created_at)"
)


async def load(engine: Engine, vault: Vault, lead_id: bytes) -> Lead | None:
    """The lead; None also if the person's key is destroyed already and the row is about to go."""
    rows = await engine.read(f"SELECT {COLUMNS} FROM leads WHERE id = $1", lead_id)
    seal = await vault.seal_of(rows[0][2]) if rows else None
    return open_row(rows[0], seal) if seal else None


async def of_person(engine: Engine, person: bytes, seal: Seal) -> list[Lead]:
    """The person's leads, the newest first."""
    rows = await engine.read(f"SELECT {COLUMNS} FROM leads WHERE person = $1 ORDER BY created_at DESC, id", person)
    return [open_row(row, seal) for row in rows]


async def reference_of(engine: Engine, lead: bytes) -> str | None:
    """The reference of a lead; no key is needed."""
    rows = await engine.read("SELECT reference FROM leads WHERE id = $1", lead)
    return rows[0][0] if rows else None


async def ends_of(engine: Engine, person: bytes) -> dict[bytes, Moment]:
    """When each lead of a person will be destroyed, by its id."""
    return dict(await engine.read("SELECT id, destroy_at FROM leads WHERE person = $1", person))


async def find(engine: Engine, vault: Vault, reference: str) -> Lead | None:
    rows = await engine.read("SELECT id FROM leads WHERE reference = $1", reference)
    return await load(engine, vault, rows[0][0]) if rows else None


async def persons_of(engine: Engine, reference: str) -> list[bytes]:
    """The person whose lead has this reference; at most one."""
    return [row[0] for row in await engine.read("SELECT person FROM leads WHERE reference = $1", reference)]


USED = f"EXISTS (SELECT 1 FROM persons WHERE persons.person = leads.person AND {IN_USE})"
"""The person's data is in use: it is not being destroyed, nor waiting for the end of a legal hold or of a dispute."""
CONFIRMED = "NOT EXISTS (SELECT 1 FROM persons WHERE persons.person = leads.person AND restored_at > 0)"
"""The person is not in doubt (`restored.py`)."""
EXISTING = "EXISTS (SELECT 1 FROM persons WHERE persons.person = leads.person AND persons.erasing = 0)"
"""The person's data is not being destroyed, though it may be out of use."""
IN_WORK = f"status IN ({', '.join(repr(status.value) for status in NOT_CLOSED)})"
"""Not closed, and of a status that this version knows."""
OPEN = f"{IN_WORK} AND {USED}"


async def count_open(engine: Engine) -> int:
    """How many open leads there are of persons whose data is in use."""
    return int((await engine.read(f"SELECT count(*) FROM leads WHERE {OPEN}"))[0][0])


async def open_page(engine: Engine, vault: Vault, limit: int, offset: int) -> list[Lead]:
    """Open leads, the newest first. A lead whose key is being destroyed is left out."""
    rows = await engine.read(
        f"SELECT {COLUMNS} FROM leads WHERE {OPEN} ORDER BY created_at DESC, id LIMIT $1 OFFSET $2", limit, offset
    )
    opened = [(row, await vault.seal_of(row[2])) for row in rows]
    return [open_row(row, seal) for row, seal in opened if seal]


async def count_in_use(engine: Engine) -> int:
    """How many leads there are of persons whose data is in use and not in doubt."""
    number: int = (await engine.read(f"SELECT count(*) FROM leads WHERE {USED} AND {CONFIRMED}"))[0][0]
    return number


async def is_in_use(engine: Engine, reference: str) -> bool:
    """Whether there is such a lead, of a person whose data is in use and not in doubt."""
    return bool(await engine.read(f"SELECT 1 FROM leads WHERE reference = $1 AND {USED} AND {CONFIRMED}", reference))


def insert(seal: Seal, lead: Lead, due: Deadlines) -> Statement:
    return Statement(
        "INSERT INTO leads (id, reference, person, language, repeated, details, status, created_at, changed_at, "
        "destroy_at, nudge_at, warn_at, gather_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9, $10, $11, $12)",
        (
            lead.id,
            lead.reference,
            lead.person,
            lead.language,
            int(lead.repeated),
            _close_details(seal, lead.details),
            lead.status,
            lead.created_at,
            due.destroy_at,
            due.nudge_at,
            due.warn_at,
            due.gather_at,
        ),
    )


def move(seal: Seal, before: Lead, after: Lead, due: Deadlines) -> Statement:
    """Store the next state. Conflicts if a colleague was faster, or the lead is being destroyed."""
    owner_name = None if after.owner_name is None else seal.close(TABLE, "owner_name", after.owner_name)
    owner_id = None if after.owner_id is None else seal.close(TABLE, "owner_id", after.owner_id)
    return Statement(
        "UPDATE leads SET status = $3, outcome = $4, owner = $5, owner_name = $6, changed_at = $7, destroy_at = $8, "
        "owner_id = $9, offered = $10, gather_at = $15, tries = $16, tried_at = $17, "
        # An offer to a colleague is no progress: what was due stays due.
        "nudge_at = CASE WHEN changed_at = $7 AND tried_at = $17 THEN nudge_at ELSE $13 END, "
        "nudges = CASE WHEN changed_at = $7 AND tried_at = $17 THEN nudges ELSE 0 END, "
        "warn_at = CASE WHEN changed_at = $7 THEN warn_at ELSE $14 END "
        f"WHERE id = $1 AND status = $2 AND changed_at = $11 AND offered = $12 AND tried_at = $18 AND {USED}",
        (
            before.id,
            before.status,
            after.status,
            after.outcome,
            after.owner,
            owner_name,
            after.changed_at,
            due.destroy_at,
            owner_id,
            int(after.offered),
            before.changed_at,
            int(before.offered),
            due.nudge_at,
            due.warn_at,
            due.gather_at,
            after.tries,
            after.tried_at,
            before.tried_at,
        ),
        touches=1,
    )


def unmoved(lead: Lead) -> Statement:
    """Change nothing. Conflicts if a colleague moved it meanwhile, or its data is out of use or being destroyed."""
    return Statement(
        f"UPDATE leads SET status = status WHERE id = $1 AND status = $2 AND changed_at = $3 AND {USED}",
        (lead.id, lead.status, lead.changed_at),
        touches=1,
    )


def correct(seal: Seal, lead: Lead, details: Mapping[str, str], now: Moment, *, closed_too: bool = False) -> Statement:
    """Replace the details. Conflicts if they were corrected meanwhile, or the lead is being destroyed.

    Also if it is closed, or out of use because of a dispute, unless `closed_too`.
    """
    allowed = EXISTING if closed_too else OPEN
    return Statement(
        f"UPDATE leads SET details = $2, corrected_at = $3 WHERE id = $1 AND corrected_at = $4 AND {allowed}",
        (lead.id, _close_details(seal, details), now, lead.corrected_at),
        touches=1,
    )


@frozen
class Ended:
    """A lead that has reached its end; `is_last` if nothing else of the person's lives on."""

    lead: bytes
    person: bytes
    is_last: bool


async def due(engine: Engine, now: Moment, limit: int) -> list[Ended]:
    """Leads that have reached their end, the oldest first; `limit`, because many can be due after a long absence."""
    rows = await engine.read(
        f"SELECT id, person, NOT {HAS_MORE} FROM leads AS ended WHERE destroy_at <= $1 AND {MAY_END} "
        "ORDER BY destroy_at LIMIT $2",
        now,
        limit,
    )
    return [Ended(lead, person, bool(is_last)) for lead, person, is_last in rows]


def remove_due(lead: bytes, now: Moment) -> Statement:
    """Delete a lead that has reached its end. Conflicts if it has just changed."""
    return Statement("DELETE FROM leads WHERE id = $1 AND destroy_at <= $2", (lead, now), touches=1)


def open_row(row: Row, seal: Seal) -> Lead:
    """The lead of a row of COLUMNS."""
    lead_id, reference, person, language, repeated, details, status, outcome, owner, owner_name, *others = row
    created, changed, at, offered, corrected, tries, tried, withheld = others
    return Lead(
        id=lead_id,
        reference=reference,
        person=person,
        language=language,
        repeated=bool(repeated),
        details=open_details(seal, details),
        status=Status(status),
        outcome=Outcome(outcome) if outcome else None,
        owner=owner,
        owner_name=seal.open(TABLE, "owner_name", owner_name) if owner_name else None,
        created_at=created,
        changed_at=changed,
        owner_id=seal.open(TABLE, "owner_id", at) if at else None,
        offered=bool(offered),
        corrected_at=corrected,
        withheld=bool(withheld),
        tries=tries,
        tried_at=tried,
    )


def open_details(seal: Seal, sealed: bytes) -> dict[str, str]:
    """The answers of an application."""
    details: dict[str, str] = orjson.loads(seal.open(TABLE, "details", sealed))
    return details


def _close_details(seal: Seal, details: Mapping[str, str]) -> bytes:
    return seal.close(TABLE, "details", orjson.dumps(dict(details)).decode())
