"""Table `outbox`: facts still to be told. A row says "make Telegram agree with the database on this".

Rows hold ids only. Telling the same fact anew while it waits raises the row's version instead of adding a row, and a
row is removed only at the version that was delivered, so that no change is ever missed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from storage.engine import Engine
from storage.statements import Row, Statement

STAFF = "staff"


class Fact(StrEnum):
    CARD = "card"  # subject: a lead
    SENT = "sent"  # subject: a lead; the person is told the reference
    RETIRED = "retired"  # subject: a person; messages with answers they have moved on from lose them
    RECEIPT = "receipt"  # subject: a lead; the person gets the receipt of the consent it stands on
    SHOWN = "shown"  # subject: a person; answers to /my_data have stood long enough
    ERASED_CARDS = "erased_cards"  # subject: an erasure; its staff cards are rewritten
    ERASED = "erased"  # subject: an erasure; messages are taken back, the person gets the receipt


class Urgency(IntEnum):
    """Within one chat: destroying goes before a colleague's press, and that before new cards."""

    ERASURE = 0
    PRESS = 1
    USUAL = 2


@dataclass(frozen=True, slots=True)
class Waiting:
    id: int
    lane: str
    fact: Fact
    subject: bytes
    version: int
    attempts: int
    due_at: int


def tell(order: int, lane: str, fact: Fact, subject: bytes, now: int, urgency: Urgency = Urgency.USUAL) -> Statement:
    """`order` sorts the lane; `lane` is STAFF or a person's pseudonym in hex."""
    return Statement(
        "INSERT INTO outbox (id, lane, kind, subject, urgency, version, attempts, due_at) "
        "VALUES ($1, $2, $3, $4, $5, 1, 0, $6) ON CONFLICT (kind, subject) DO UPDATE SET "
        "version = outbox.version + 1, attempts = 0, due_at = $6, urgency = $5",
        (order, lane, fact, subject, urgency, now),
    )


async def due_lanes(engine: Engine, now: int) -> list[str]:
    rows = await engine.read("SELECT DISTINCT lane FROM outbox WHERE due_at <= $1", now)
    return [row[0] for row in rows]


async def first_due(engine: Engine, lane: str, now: int) -> Waiting | None:
    rows = await engine.read(
        "SELECT id, lane, kind, subject, version, attempts, due_at FROM outbox WHERE lane = $1 AND due_at <= $2 "
        "ORDER BY urgency, id LIMIT 1",
        lane,
        now,
    )
    return _row(rows[0]) if rows else None


async def next_due(engine: Engine, now: int) -> int | None:
    """When the next row will be due that is not due yet."""
    rows = await engine.read("SELECT min(due_at) FROM outbox WHERE due_at > $1", now)
    moment: int | None = rows[0][0]
    return moment


def delivered(row: Waiting) -> Statement:
    return Statement("DELETE FROM outbox WHERE id = $1 AND version = $2", (row.id, row.version))


def retry(row: Waiting, due_at: int) -> Statement:
    return Statement(
        "UPDATE outbox SET attempts = attempts + 1, due_at = $3 WHERE id = $1 AND version = $2",
        (row.id, row.version, due_at),
    )


def hold(lane: str, due_at: int) -> Statement:
    """The chat cannot be reached: everything in its lane waits."""
    return Statement("UPDATE outbox SET due_at = $2 WHERE lane = $1 AND due_at < $2", (lane, due_at))


def hurry(lane: str, now: int) -> Statement:
    """The chat is reachable again: nothing in its lane waits any longer."""
    return Statement("UPDATE outbox SET due_at = $2 WHERE lane = $1 AND due_at > $2", (lane, now))


async def waiting_cards(engine: Engine) -> int:
    rows = await engine.read("SELECT count(*) FROM outbox WHERE lane = $1", STAFF)
    number: int = rows[0][0]
    return number


def _row(row: Row) -> Waiting:
    order, lane, fact, subject, version, attempts, due_at = row
    return Waiting(order, lane, Fact(fact), subject, version, attempts, due_at)
