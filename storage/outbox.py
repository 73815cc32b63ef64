"""Table `outbox`: facts still to be told. A row says "make the chat agree with the database on this".

Rows hold ids only. Telling a fact that waits already raises the version of its row instead of adding a row. A row is
removed only at the version that was delivered, so no change is missed. `storage/outbox_lanes.py` finds the next row.
"""

from __future__ import annotations

from enum import IntEnum

from bot.domain.facts import Due, Fact
from bot.domain.frozen import frozen
from bot.domain.time import Moment
from storage.engine import Engine
from storage.news import News
from storage.statements import Statement

STAFF = "staff"
NEWS = (News.FACT_TO_TELL,)


class Urgency(IntEnum):
    """The order within one lane: an erasure goes before a colleague's press, and a press before new cards."""

    ERASURE = 0
    PRESS = 1
    USUAL = 2
    MANY = 3  # due by the clock alone: many rows can be due at once, and nobody waits for them
    LAST = 4  # refused by the channel; it must not hold up the others


DEFERRED = 100
"""Added to the urgency of a deferred row. The rows behind it go on; later it takes its old place in the lane again."""
FACTS = {fact.value: fact for fact in Fact}
"""Each fact by its name in the column `kind`."""
_KINDS = f"'|{'|'.join(FACTS)}|'"
KNOWN = f"replace({_KINDS}, '|' || kind || '|', '') <> {_KINDS}"
"""Kinds that this version can tell. After a downgrade rows of other kinds may wait; they are left for a newer version.

One of the names is found in their text: SQLite would sort a list after IN anew each time. And no database uses the
index of (kind, subject) for it instead of the index that sorts the rows.
"""
COLUMNS = "lane, kind, subject, urgency, version, attempts, due_at"
AGAIN = (
    "ON CONFLICT (kind, subject) DO UPDATE SET version = outbox.version + 1, attempts = 0, doubts = 0, "
    "due_at = excluded.due_at, urgency = excluded.urgency"
)


@frozen
class OutboxRow:
    """One fact that waits in a lane; `due_at` is when it may be tried next.

    `version` tells whether it was told anew since it was read. `doubts` is how often it was sent without an answer that
    says whether it arrived.
    """

    id: int
    lane: str
    fact: Fact
    subject: bytes
    version: int
    attempts: int
    due_at: Moment
    urgency: int
    doubts: int = 0


def tell(lane: str, fact: Fact, subject: bytes, now: Moment, urgency: Urgency | None = None) -> Statement:
    """Put a fact at the end of its lane, behind rows as urgent as itself. A fact that waits already keeps its place.

    `lane` is STAFF, or the pseudonym of a person or the id of an erasure in hex.
    """
    if urgency is None:
        urgency = Urgency.MANY if fact.due is Due.BY_TIME else Urgency.USUAL
    return Statement(
        f"INSERT INTO outbox ({COLUMNS}) VALUES ($1, $2, $3, $4, 1, 0, $5) {AGAIN}",
        (lane, fact, subject, urgency, now),
        brings=NEWS,
    )


def tell_later(lane: str, fact: Fact, subject: bytes, due_at: Moment) -> Statement:
    """Tell a fact then: until `due_at` it waits outside its lane, and delays no row behind it."""
    return Statement(
        f"INSERT INTO outbox ({COLUMNS}) VALUES ($1, $2, $3, $4, 1, 0, $5) {AGAIN}",
        (lane, fact, subject, DEFERRED + Urgency.USUAL, due_at),
        brings=NEWS,
    )


def tell_each(lane: str, fact: Fact, found: Statement, now: Moment, urgency: Urgency) -> Statement:
    """The same for every `subject` that the query `found` finds at the moment of the commit."""
    one, two, three, four = (f"${len(found.params) + number}" for number in range(1, 5))
    return Statement(
        f"INSERT INTO outbox ({COLUMNS}) SELECT {one}, {two}, subject, {three}, 1, 0, {four} "
        f"FROM ({found.sql}) AS found WHERE true {AGAIN}",
        (*found.params, lane, fact, urgency, now),
        brings=NEWS,
    )


def promote(fact: Fact, subject: bytes, urgency: Urgency, now: Moment) -> Statement:
    """Raise the urgency of a waiting fact and make it due now. Nothing happens if it is as urgent already."""
    return Statement(
        "UPDATE outbox SET urgency = $3, due_at = $4 WHERE kind = $1 AND subject = $2 AND urgency > $3",
        (fact, subject, urgency, now),
        brings=NEWS,
    )


def hasten(fact: Fact, subject: bytes, now: Moment) -> Statement:
    """Make a waiting fact the first of its lane, due now. An attempt under way does not put it off again."""
    return Statement(
        "UPDATE outbox SET version = version + 1, attempts = 0, urgency = $3, due_at = $4 "
        "WHERE kind = $1 AND subject = $2",
        (fact, subject, Urgency.ERASURE, now),
        brings=NEWS,
    )


def renew(fact: Fact, found: Statement, now: Moment) -> Statement:
    """Raise the version of waiting facts about the subjects that the query `found` finds, and make them due now."""
    one, two = (f"${len(found.params) + number}" for number in range(1, 3))
    return Statement(
        f"UPDATE outbox SET version = version + 1, due_at = {two} WHERE kind = {one} AND subject IN ({found.sql})",
        (*found.params, fact, now),
        brings=NEWS,
    )


def cancel(fact: Fact, subject: bytes) -> Statement:
    """Remove a fact that no longer has to be told."""
    return Statement("DELETE FROM outbox WHERE kind = $1 AND subject = $2", (fact, subject))


def cancel_each(fact: Fact, found: Statement) -> Statement:
    """The same for every subject that the query `found` finds at the moment of the commit."""
    kind = f"${len(found.params) + 1}"
    return Statement(f"DELETE FROM outbox WHERE kind = {kind} AND subject IN ({found.sql})", (*found.params, fact))


def forget(person: bytes) -> list[Statement]:
    """Remove every row about a person or about their leads, and every row in their lane."""
    return [
        Statement(
            "DELETE FROM outbox WHERE subject = $1 OR subject IN (SELECT id FROM leads WHERE person = $1)", (person,)
        ),
        Statement("DELETE FROM outbox WHERE lane = $1", (person.hex(),)),
    ]


def forget_lead(lead: bytes) -> Statement:
    """Remove every row about a lead."""
    return Statement("DELETE FROM outbox WHERE subject = $1", (lead,))


async def version_of(engine: Engine, fact: Fact, subject: bytes) -> int | None:
    """The version of a waiting fact; None if it does not wait."""
    rows = await engine.read("SELECT version FROM outbox WHERE kind = $1 AND subject = $2", fact, subject)
    return rows[0][0] if rows else None


def add_unconfirmed(row: OutboxRow, more: int) -> Statement:
    """Count another attempt without an answer that says whether it arrived; a negative number takes some back."""
    return Statement("UPDATE outbox SET doubts = doubts + $2 WHERE id = $1", (row.id, more))


def delivered(row: OutboxRow) -> Statement:
    """Remove a row, unless its fact was told anew since it was read."""
    return Statement("DELETE FROM outbox WHERE id = $1 AND version = $2", (row.id, row.version))


def retry(row: OutboxRow, due_at: Moment) -> Statement:
    """Try a row again later. It keeps its place in the lane, so the rows behind it wait too."""
    return Statement(
        "UPDATE outbox SET attempts = attempts + 1, due_at = $3 WHERE id = $1 AND version = $2",
        (row.id, row.version, due_at),
    )


def defer(row: OutboxRow, due_at: Moment, *, failed: bool = False) -> Statement:
    """Take a row out of its lane until `due_at`; the rows behind it go on. A `failed` row comes back as the last."""
    urgency = DEFERRED + (Urgency.LAST if failed else row.urgency)
    return Statement(
        "UPDATE outbox SET attempts = attempts + $3, due_at = $4, urgency = $5 WHERE id = $1 AND version = $2",
        (row.id, row.version, int(failed), due_at, urgency),
    )


def resume_deferred(now: Moment) -> Statement:
    """Put deferred rows that are due back at their old places."""
    return Statement(
        f"UPDATE outbox SET urgency = urgency - {DEFERRED} WHERE urgency >= {DEFERRED} AND due_at <= $1", (now,)
    )


def pause_lane(lane: str, due_at: Moment) -> Statement:
    """Make every row of a lane wait until `due_at` at least: its chat cannot be reached."""
    return Statement(f"UPDATE outbox SET due_at = $2 WHERE lane = $1 AND due_at < $2 AND {KNOWN}", (lane, due_at))


def resume_lane(lane: str, now: Moment) -> Statement:
    """Make every row of a lane due now: its chat can be reached again."""
    sql = f"UPDATE outbox SET due_at = $2 WHERE lane = $1 AND due_at > $2 AND {KNOWN}"
    return Statement(sql, (lane, now), brings=NEWS)


async def is_waiting(engine: Engine, fact: Fact, subject: bytes) -> bool:
    """Whether a fact is still to be told."""
    return bool(await engine.read("SELECT 1 FROM outbox WHERE kind = $1 AND subject = $2", fact, subject))


async def count_unknown_kinds(engine: Engine) -> dict[str, int]:
    """How many rows wait of each kind that only a newer version can tell."""
    return dict(await engine.read(f"SELECT kind, count(*) FROM outbox WHERE NOT ({KNOWN}) GROUP BY kind ORDER BY kind"))
