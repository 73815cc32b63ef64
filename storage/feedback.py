"""Table `feedback`: how people rate the service, one row for an application; deleted with it."""

from __future__ import annotations

from bot.domain.feedback import Feedback
from bot.domain.lead import Lead, Status
from storage.engine import Engine
from storage.leads import USED
from storage.statements import Row, Statement
from storage.vault import Seal

TABLE = "feedback"
OF_PERSON = "lead IN (SELECT id FROM leads WHERE person = $1)"


async def of_person(engine: Engine, person: bytes, seal: Seal) -> list[Feedback]:
    """The newest first."""
    rows = await engine.read(
        f"SELECT lead, rating, given_at, words FROM feedback WHERE {OF_PERSON} ORDER BY given_at DESC, lead", person
    )
    return [_open(row, seal) for row in rows]


async def of_lead(engine: Engine, lead: bytes, seal: Seal) -> Feedback | None:
    rows = await engine.read("SELECT lead, rating, given_at, words FROM feedback WHERE lead = $1", lead)
    return _open(rows[0], seal) if rows else None


async def rating_of(engine: Engine, lead: bytes) -> int | None:
    """The rating of one application; None if there is none."""
    rows = await engine.read("SELECT rating FROM feedback WHERE lead = $1", lead)
    return rows[0][0] if rows else None


def insert(lead: Lead, given: Feedback) -> Statement:
    """Record a rating. Conflicts if there is one, or the lead has changed or is being destroyed."""
    return Statement(
        "INSERT INTO feedback (lead, rating, given_at) SELECT id, $2, $3 FROM leads "
        f"WHERE id = $1 AND status = '{Status.CLOSED.value}' AND changed_at = $4 AND {USED} "
        "ON CONFLICT (lead) DO NOTHING",
        (lead.id, given.rating, given.given_at, lead.changed_at),
        touches=1,
    )


def add_words(seal: Seal, given: Feedback, words: str) -> Statement:
    """Add words to a rating. Conflicts if it has some, or is gone."""
    return Statement(
        "UPDATE feedback SET words = $2 WHERE lead = $1 AND given_at = $3 AND words IS NULL",
        (given.lead, seal.close(TABLE, "words", words), given.given_at),
        touches=1,
    )


def remove(person: bytes) -> Statement:
    """Delete everything that a person has said of the service."""
    return Statement(f"DELETE FROM feedback WHERE {OF_PERSON}", (person,))


def _open(row: Row, seal: Seal) -> Feedback:
    lead, rating, given_at, words = row
    return Feedback(lead, rating, given_at, seal.open(TABLE, "words", words) if words else None)
