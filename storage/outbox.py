"""Table `outbox`: facts still to be told. A row says "make Telegram agree with the database on this".

Rows hold ids only. Telling the same fact anew while it waits raises the row's version instead of adding a row, and a
row is removed only at the version that was delivered, so that no change is ever missed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from bot.domain.time import Moment
from storage.engine import Engine
from storage.news import News
from storage.statements import Row, Statement

STAFF = "staff"
NEWS = (News.FACT_TO_TELL,)


class Fact(StrEnum):
    CARD = "card"  # subject: a lead
    STRAY = "stray"  # subject: a message in the staff group for which there was no place any more
    SENT = "sent"  # subject: a lead; the person is told the reference
    REMINDER = "reminder"  # subject: a person; their unfinished application waits for them
    DROPPED = "dropped"  # subject: a person; their unfinished application has ended
    POLICY = "policy"  # subject: a person; they are asked to read the new policy and agree again
    NUDGE = "nudge"  # subject: a lead; staff are told that it waits
    GATHERED = "gathered"  # subject: the staff group; what came while it was closed
    ENDING = "ending"  # subject: a lead; staff are told that it ends soon
    ALARM = "alarm"  # subject: a job; staff are told that it has not succeeded for too long
    RETIRED = "retired"  # subject: a person; messages with answers they have moved on from lose them
    RECEIPT = "receipt"  # subject: a lead; the person gets the receipt of the consent it stands on
    SHOWN = "shown"  # subject: a person; answers to /my_data have stood long enough
    ERASURE_DELAYED = "erasure_delayed"  # subject: an erasure; the person is told that it takes longer
    ERASED_CARDS = "erased_cards"  # subject: an erasure; its staff cards are rewritten
    ENDED = "ended"  # subject: an erasure of one application; its person is told
    EXPORT = "export"  # subject: a disclosure; its file stands in a private chat, or no longer
    RECALL = "recall"  # staff are to destroy what files that were handed out say about erased people
    ANNOUNCEMENT = "announcement"  # subject: an announcement that is being sent
    PROGRESS = "progress"  # subject: an announcement; how far it is
    ERASED = "erased"  # subject: an erasure; messages are taken back, the person gets the receipt


class Urgency(IntEnum):
    """Within one chat: destroying goes before a colleague's press, and that before new cards."""

    ERASURE = 0
    PRESS = 1
    USUAL = 2
    MANY = 3  # what time alone has brought: many may be told of it at once, and nobody waits for it
    LAST = 4  # what was refused, and holds nobody else up


ASIDE = 100
"""Added to the urgency of a row that waits by itself: it holds up no other, and later takes its old place again."""
BY_TIME = (Fact.REMINDER, Fact.DROPPED, Fact.POLICY, Fact.ENDED, Fact.NUDGE, Fact.ENDING)
"""Facts that no one has asked for just now."""

_FACTS = ", ".join(repr(fact.value) for fact in Fact)
KNOWN = f"kind || '' IN ({_FACTS})"
"""What this version can tell. After going back a version others may wait: they are left for the newer one.

Joined to nothing, so that no database takes the index of (kind, subject) instead of the one that sorts the rows.
"""
COLUMNS = "lane, kind, subject, urgency, version, attempts, due_at"
AGAIN = (
    "ON CONFLICT (kind, subject) DO UPDATE SET version = outbox.version + 1, attempts = 0, doubts = 0, "
    "due_at = excluded.due_at, urgency = excluded.urgency"
)
FIRST = (
    f"first.urgency < {ASIDE} AND {KNOWN} AND NOT EXISTS (SELECT 1 FROM outbox AS earlier WHERE "
    f"earlier.lane = first.lane AND (earlier.urgency, earlier.id) < (first.urgency, first.id) AND earlier.{KNOWN})"
)


@dataclass(frozen=True, slots=True)
class Waiting:
    id: int
    lane: str
    fact: Fact
    subject: bytes
    version: int
    attempts: int
    due_at: Moment
    urgency: int


def tell(lane: str, fact: Fact, subject: bytes, now: Moment, urgency: Urgency | None = None) -> Statement:
    """Behind what waits in its lane as urgently; where it waits already, in its place. `lane` is STAFF or a person's
    pseudonym in hex."""
    if urgency is None:
        urgency = Urgency.MANY if fact in BY_TIME else Urgency.USUAL
    return Statement(
        f"INSERT INTO outbox ({COLUMNS}) VALUES ($1, $2, $3, $4, 1, 0, $5) {AGAIN}",
        (lane, fact, subject, urgency, now),
        brings=NEWS,
    )


def tell_each(lane: str, fact: Fact, found: Statement, now: Moment, urgency: Urgency) -> Statement:
    """The same of every `subject` that a query finds when it is written."""
    one, two, three, four = (f"${len(found.params) + number}" for number in range(1, 5))
    return Statement(
        f"INSERT INTO outbox ({COLUMNS}) SELECT {one}, {two}, subject, {three}, 1, 0, {four} "
        f"FROM ({found.sql}) AS found WHERE true {AGAIN}",
        (*found.params, lane, fact, urgency, now),
        brings=NEWS,
    )


def promote(fact: Fact, subject: bytes, urgency: Urgency, now: Moment) -> Statement:
    """Somebody waits for it now; nothing where it is as urgent already."""
    return Statement(
        "UPDATE outbox SET urgency = $3, due_at = $4 WHERE kind = $1 AND subject = $2 AND urgency > $3",
        (fact, subject, urgency, now),
        brings=NEWS,
    )


def renew(fact: Fact, found: Statement, now: Moment) -> Statement:
    """Of what waits about the subjects that a query finds, something has changed: it is due at once."""
    one, two = (f"${len(found.params) + number}" for number in range(1, 3))
    return Statement(
        f"UPDATE outbox SET version = version + 1, due_at = {two} WHERE kind = {one} AND subject IN ({found.sql})",
        (*found.params, fact, now),
        brings=NEWS,
    )


def cancel(fact: Fact, subject: bytes) -> Statement:
    """There is nothing left to tell."""
    return Statement("DELETE FROM outbox WHERE kind = $1 AND subject = $2", (fact, subject))


def forget(person: bytes) -> list[Statement]:
    """Nothing about a person is to be told, nor about their leads, nor in their lane."""
    return [
        Statement(
            "DELETE FROM outbox WHERE subject = $1 OR subject IN (SELECT id FROM leads WHERE person = $1)", (person,)
        ),
        Statement("DELETE FROM outbox WHERE lane = $1", (person.hex(),)),
    ]


def forget_lead(lead: bytes) -> Statement:
    return Statement("DELETE FROM outbox WHERE subject = $1", (lead,))


async def version_of(engine: Engine, fact: Fact, subject: bytes) -> int | None:
    """None if there is nothing to tell."""
    rows = await engine.read("SELECT version FROM outbox WHERE kind = $1 AND subject = $2", fact, subject)
    return rows[0][0] if rows else None


async def doubts(engine: Engine, fact: Fact, subject: bytes) -> int:
    """How often it was sent without anybody knowing whether it arrived."""
    rows = await engine.read("SELECT doubts FROM outbox WHERE kind = $1 AND subject = $2", fact, subject)
    return rows[0][0] if rows else 0


def doubt(fact: Fact, subject: bytes, more: int) -> Statement:
    return Statement("UPDATE outbox SET doubts = doubts + $3 WHERE kind = $1 AND subject = $2", (fact, subject, more))


async def due_lanes(engine: Engine, now: Moment, many: int) -> list[str]:
    """Lanes whose first row is due; of those that many may be in at once, so many. A lane waits for its first row, or
    its order would be lost."""
    private = f"SELECT lane FROM outbox AS first WHERE due_at <= $1 AND lane <> $2 AND {FIRST} AND urgency"
    rows = await engine.read(f"{private} < $3", now, STAFF, Urgency.MANY)
    for urgency in (f"= {Urgency.MANY}", f">= {Urgency.LAST}"):
        rows += await engine.read(f"{private} {urgency} ORDER BY due_at LIMIT $3", now, STAFF, many)
    return [STAFF] * bool(await first_due(engine, STAFF, now)) + [row[0] for row in rows]


async def first_due(engine: Engine, lane: str, now: Moment) -> Waiting | None:
    rows = await engine.read(
        "SELECT id, lane, kind, subject, version, attempts, due_at, urgency FROM outbox "
        f"WHERE lane = $1 AND urgency < {ASIDE} AND {KNOWN} ORDER BY urgency, id LIMIT 1",
        lane,
    )
    row = _row(rows[0]) if rows else None
    return row if row and row.due_at <= now else None


async def next_due(engine: Engine, now: Moment) -> Moment | None:
    """When the next lane will have something due that has not now, or a row that waits by itself is due."""
    rows = await engine.read(f"SELECT min(due_at) FROM outbox AS first WHERE due_at > $1 AND {FIRST}", now)
    rows += await engine.read(f"SELECT min(due_at) FROM outbox WHERE urgency >= {ASIDE} AND due_at > $1", now)
    return min((row[0] for row in rows if row[0] is not None), default=None)


def delivered(row: Waiting) -> Statement:
    return Statement("DELETE FROM outbox WHERE id = $1 AND version = $2", (row.id, row.version))


def retry(row: Waiting, due_at: Moment) -> Statement:
    """It stays where it is in its lane, and what stands behind it waits too."""
    return Statement(
        "UPDATE outbox SET attempts = attempts + 1, due_at = $3 WHERE id = $1 AND version = $2",
        (row.id, row.version, due_at),
    )


def set_aside(row: Waiting, due_at: Moment, *, failed: bool = False) -> Statement:
    """It waits by itself; the others of its lane go on. One that `failed` is behind all others also afterwards."""
    urgency = ASIDE + (Urgency.LAST if failed else row.urgency)
    return Statement(
        "UPDATE outbox SET attempts = attempts + $3, due_at = $4, urgency = $5 WHERE id = $1 AND version = $2",
        (row.id, row.version, int(failed), due_at, urgency),
    )


async def is_time_aside(engine: Engine, now: Moment) -> bool:
    """Whether a row has waited by itself for as long as it should."""
    return bool(await engine.read(f"SELECT 1 FROM outbox WHERE urgency >= {ASIDE} AND due_at <= $1 LIMIT 1", now))


def take_up(now: Moment) -> Statement:
    """Rows that have waited by themselves stand in their lanes again, where they stood."""
    return Statement(f"UPDATE outbox SET urgency = urgency - {ASIDE} WHERE urgency >= {ASIDE} AND due_at <= $1", (now,))


def hold(lane: str, due_at: Moment) -> Statement:
    """The chat cannot be reached: everything in its lane waits."""
    return Statement(f"UPDATE outbox SET due_at = $2 WHERE lane = $1 AND due_at < $2 AND {KNOWN}", (lane, due_at))


def hurry(lane: str, now: Moment) -> Statement:
    """The chat is reachable again: nothing in its lane waits any longer."""
    sql = f"UPDATE outbox SET due_at = $2 WHERE lane = $1 AND due_at > $2 AND {KNOWN}"
    return Statement(sql, (lane, now), brings=NEWS)


async def waits(engine: Engine, fact: Fact, subject: bytes) -> bool:
    """Whether it is still to be told."""
    return bool(await engine.read("SELECT 1 FROM outbox WHERE kind = $1 AND subject = $2", fact, subject))


async def unknown(engine: Engine) -> dict[str, int]:
    """How many rows of each kind only a newer version can tell."""
    return dict(await engine.read(f"SELECT kind, count(*) FROM outbox WHERE NOT ({KNOWN}) GROUP BY kind ORDER BY kind"))


def _row(row: Row) -> Waiting:
    number, lane, fact, *rest = row
    return Waiting(number, lane, Fact(fact), *rest)
