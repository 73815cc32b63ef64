"""Leads that staff are told of once more: nobody acts, the end is near, or they came outside working hours."""

from __future__ import annotations

from bot.domain.frozen import frozen
from bot.domain.lead import OPEN, Status
from bot.domain.schedule import WARN_BEFORE_END
from bot.domain.time import Moment
from storage.engine import Engine
from storage.leads import IN_WORK, USED
from storage.statements import Statement

SINCE = "CASE WHEN tried_at > changed_at THEN tried_at ELSE changed_at END"


@frozen
class WaitingLead:
    """A lead in the same `status` since `since`, or last called in vain then; staff were told of it `nudges` times."""

    lead: bytes
    status: Status
    since: Moment
    nudges: int


@frozen
class Arrival:
    """A lead that came outside working hours."""

    reference: str
    created_at: Moment


async def to_nudge(engine: Engine, now: Moment, limit: int) -> list[WaitingLead]:
    """Open leads that staff are to be told of now, the longest due first."""
    rows = await engine.read(
        f"SELECT id, status, {SINCE}, nudges FROM leads "
        f"WHERE nudge_at <= $1 AND {IN_WORK} AND {USED} ORDER BY nudge_at LIMIT $2",
        now,
        limit,
    )
    return [WaitingLead(lead, Status(status), since, nudges) for lead, status, since, nudges in rows]


def claim_nudge(waiting: WaitingLead, next_at: Moment | None) -> Statement:
    """Count a nudge. Conflicts if a colleague has changed the lead, or another process was faster."""
    return Statement(
        "UPDATE leads SET nudges = nudges + 1, nudge_at = $5 WHERE id = $1 AND status = $2 "
        f"AND {SINCE} = $3 AND nudges = $4",
        (waiting.lead, waiting.status, waiting.since, waiting.nudges, next_at),
        touches=1,
    )


async def nudges_of(engine: Engine, lead: bytes) -> int:
    """How often staff were told of the lead since it has its present status."""
    rows = await engine.read("SELECT nudges FROM leads WHERE id = $1", lead)
    return rows[0][0] if rows else 0


async def to_warn_of(engine: Engine, now: Moment, limit: int) -> list[bytes]:
    """Open leads that end soon. A lead on legal hold ends with the hold at the earliest."""
    rows = await engine.read(
        f"SELECT id FROM leads WHERE warn_at <= $1 AND {IN_WORK} AND {USED} AND EXISTS (SELECT 1 FROM persons "
        "WHERE persons.person = leads.person AND held_until <= $2) ORDER BY warn_at LIMIT $3",
        now,
        now + WARN_BEFORE_END,
        limit,
    )
    return [row[0] for row in rows]


def claim_warning(lead: bytes, now: Moment) -> Statement:
    """Record that staff are warned of a lead. Conflicts if they were already."""
    return Statement("UPDATE leads SET warn_at = NULL WHERE id = $1 AND warn_at <= $2", (lead, now), touches=1)


async def end_of(engine: Engine, lead: bytes) -> Moment | None:
    """When an open lead will be destroyed; None if it is closed or gone."""
    rows = await engine.read(
        "SELECT destroy_at, held_until FROM leads JOIN persons ON persons.person = leads.person "
        "WHERE id = $1 AND status IN ($2, $3, $4)",
        lead,
        *(state.value for state in OPEN),
    )
    return max(rows[0]) if rows else None


def put_off_nudge(lead: bytes, until: Moment) -> Statement:
    """Take a nudge back, because it could not be told in working time. It is due again at `until`."""
    return Statement("UPDATE leads SET nudges = nudges - 1, nudge_at = $2 WHERE id = $1 AND nudges > 0", (lead, until))


def put_off_warning(lead: bytes, until: Moment) -> Statement:
    """Make the warning of a lead due at `until`."""
    return Statement("UPDATE leads SET warn_at = $2 WHERE id = $1", (lead, until))


async def any_gathered(engine: Engine, now: Moment) -> bool:
    """Whether leads came outside working hours of which staff have not been told."""
    return bool(await engine.read("SELECT 1 FROM leads WHERE gather_at <= $1 LIMIT 1", now))


async def gathered(engine: Engine, now: Moment) -> list[Arrival]:
    """Leads that came outside working hours and nobody has taken, the oldest first."""
    rows = await engine.read(
        f"SELECT reference, created_at FROM leads WHERE gather_at <= $1 AND status = $2 AND {USED} ORDER BY created_at",
        now,
        Status.NEW,
    )
    return [Arrival(*row) for row in rows]


def told_of_gathered(now: Moment) -> Statement:
    """Record that staff were told of the leads that came outside working hours."""
    return Statement("UPDATE leads SET gather_at = NULL WHERE gather_at <= $1", (now,))
