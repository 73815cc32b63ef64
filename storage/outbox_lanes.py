"""Lanes of the table `outbox`: which row is next in each, and which are due.

A lane is one chat. It waits for its first row, because otherwise its order would be lost; deferred rows are outside the
order. Rows of a kind that only a newer version can tell are skipped.
"""

from __future__ import annotations

from bot.domain.frozen import frozen
from bot.domain.time import Moment
from storage.engine import Engine
from storage.outbox import DEFERRED, FACTS, KNOWN, STAFF, OutboxRow, Urgency
from storage.statements import Row

IS_FIRST = (
    f"first.urgency < {DEFERRED} AND {KNOWN} AND NOT EXISTS (SELECT 1 FROM outbox AS earlier WHERE "
    f"earlier.lane = first.lane AND (earlier.urgency, earlier.id) < (first.urgency, first.id) AND {KNOWN})"
)
"""The condition that a row called `first` is the next of its lane."""


@frozen
class Look:
    """What the outbox holds at one moment.

    `due` has the first row of each lane that is due, the staff group's first. `next_due` is the earliest later moment
    at which the first row of a lane, or a deferred row, is due; None if none is. `is_deferred_due`: a deferred row is
    to go back into its lane.
    """

    due: list[OutboxRow]
    next_due: Moment | None
    is_deferred_due: bool


_ROW = "id, lane, kind, subject, version, attempts, due_at, urgency, doubts"
_FIRST_ROW = (
    f"SELECT * FROM (SELECT {_ROW} FROM outbox WHERE lane = $2 AND urgency < {DEFERRED} AND {KNOWN} "
    "ORDER BY urgency, id LIMIT 1) AS few WHERE due_at <= $1"
)
_DUE = f"SELECT {_ROW} FROM outbox AS first WHERE due_at <= $1 AND lane <> $2 AND {IS_FIRST} AND urgency"
_EARLIEST = "SELECT 0, '', '', NULL, 0, 0, min(due_at), {}, 0 FROM outbox"
_LOOK = " UNION ALL ".join(
    (
        f"{_DUE} < {Urgency.MANY}",
        *(
            f"SELECT * FROM ({_DUE} {urgency} ORDER BY due_at LIMIT $3) AS few"
            for urgency in (f"= {Urgency.MANY}", f">= {Urgency.LAST}")
        ),
        _FIRST_ROW,
        f"{_EARLIEST.format(0)} AS first WHERE due_at > $1 AND {IS_FIRST}",
        f"{_EARLIEST.format(DEFERRED)} WHERE urgency >= {DEFERRED}",
    )
)


async def look(engine: Engine, now: Moment, limit: int) -> Look:
    """What is due now, and when to look again, in one query.

    `limit` bounds the private lanes whose first row is of urgency MANY, and those whose first row is of LAST: so many
    of each, the longest due first. All other due lanes are always among them.
    """
    due: list[OutboxRow] = []
    earliest: dict[int, Moment] = {}
    for row in await engine.read(_LOOK, now, STAFF, limit):
        if row[0]:
            due.append(_open(row))
        elif row[6] is not None:
            earliest[row[7]] = row[6]
    due.sort(key=lambda row: row.lane != STAFF)
    later = [moment for moment in earliest.values() if moment > now]
    return Look(due, min(later, default=None), DEFERRED in earliest and earliest[DEFERRED] <= now)


async def first_due(engine: Engine, lane: str, now: Moment) -> OutboxRow | None:
    """The first row of a lane; None if the lane is empty, or if that row is not due yet."""
    rows = await engine.read(_FIRST_ROW, now, lane)
    return _open(rows[0]) if rows else None


def _open(columns: Row) -> OutboxRow:
    number, lane, kind, *rest = columns
    return OutboxRow(number, lane, FACTS[kind], *rest)
