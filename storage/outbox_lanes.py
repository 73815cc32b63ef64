"""Lanes of the table `outbox`: which row is next in each, and which are due.

A lane is one chat. It waits for its first row, because otherwise its order would be lost; deferred rows are outside the
order. Rows of a kind that only a newer version can tell are skipped.
"""

from __future__ import annotations

from bot.domain.time import Moment
from storage.engine import Engine
from storage.outbox import DEFERRED, FACTS, KNOWN, STAFF, OutboxRow, Urgency

IS_FIRST = (
    f"first.urgency < {DEFERRED} AND {KNOWN} AND NOT EXISTS (SELECT 1 FROM outbox AS earlier WHERE "
    f"earlier.lane = first.lane AND (earlier.urgency, earlier.id) < (first.urgency, first.id) AND earlier.{KNOWN})"
)
"""The condition that a row called `first` is the next of its lane."""


async def due_lanes(engine: Engine, now: Moment, limit: int) -> list[str]:
    """Lanes whose first row is due, the staff group's first.

    `limit` bounds the private lanes whose first row is of urgency MANY, and those whose first row is of LAST: so many
    of each, the longest due first. All other due lanes are always among them.
    """
    private = f"SELECT lane FROM outbox AS first WHERE due_at <= $1 AND lane <> $2 AND {IS_FIRST} AND urgency"
    few = "SELECT lane FROM ({} ORDER BY due_at LIMIT $4) AS few"
    many = (few.format(f"{private} {urgency}") for urgency in (f"= {Urgency.MANY}", f">= {Urgency.LAST}"))
    rows = await engine.read(" UNION ALL ".join((f"{private} < $3", *many)), now, STAFF, Urgency.MANY, limit)
    return [STAFF] * bool(await first_due(engine, STAFF, now)) + [row[0] for row in rows]


async def first_due(engine: Engine, lane: str, now: Moment) -> OutboxRow | None:
    """The first row of a lane; None if the lane is empty, or if that row is not due yet."""
    rows = await engine.read(
        "SELECT id, lane, kind, subject, version, attempts, due_at, urgency FROM outbox "
        f"WHERE lane = $1 AND urgency < {DEFERRED} AND {KNOWN} ORDER BY urgency, id LIMIT 1",
        lane,
    )
    if not rows:
        return None
    number, _, kind, *rest = rows[0]
    row = OutboxRow(number, lane, FACTS[kind], *rest)
    return row if row.due_at <= now else None


async def next_due(engine: Engine, now: Moment) -> Moment | None:
    """The earliest moment after `now` at which the first row of a lane, or a deferred row, is due; None if none is."""
    rows = await engine.read(
        f"SELECT min(due_at) FROM outbox AS first WHERE due_at > $1 AND {IS_FIRST} "
        f"UNION ALL SELECT min(due_at) FROM outbox WHERE urgency >= {DEFERRED} AND due_at > $1",
        now,
    )
    return min((row[0] for row in rows if row[0] is not None), default=None)


async def is_deferred_due(engine: Engine, now: Moment) -> bool:
    """Whether a deferred row is to go back into its lane."""
    return bool(await engine.read(f"SELECT 1 FROM outbox WHERE urgency >= {DEFERRED} AND due_at <= $1 LIMIT 1", now))
