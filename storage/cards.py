"""Tables `cards`, `old_cards`: where each lead's card stands in the staff group, what it shows, where it stood."""

from __future__ import annotations

from dataclasses import dataclass

from storage.engine import Engine
from storage.outbox import STAFF, Fact, Urgency
from storage.statements import Statement

STANDING = (
    "(SELECT lead, chat_id, message_id, sent_at FROM cards "
    "UNION ALL SELECT lead, chat_id, message_id, sent_at FROM old_cards WHERE open = 1)"
)
"""Every message that may show something of a lead, as rows of a query."""


@dataclass(frozen=True, slots=True)
class Card:
    chat_id: int
    message_id: int
    shown: str


async def load(engine: Engine, lead: bytes) -> Card | None:
    rows = await engine.read("SELECT chat_id, message_id, shown FROM cards WHERE lead = $1", lead)
    return Card(*rows[0]) if rows else None


async def find_lead(engine: Engine, chat_id: int, message_id: int) -> bytes | None:
    """Whose card this message is, or was."""
    rows = await engine.read(
        "SELECT lead FROM cards WHERE chat_id = $1 AND message_id = $2 "
        "UNION SELECT lead FROM old_cards WHERE chat_id = $1 AND message_id = $2",
        chat_id,
        message_id,
    )
    return rows[0][0] if rows else None


async def replaced(engine: Engine, lead: bytes) -> tuple[bool, list[int]]:
    """Whether the card is shown anew, and which earlier ones in the chat it stands in do not say so yet."""
    rows = await engine.read(
        "SELECT old_cards.message_id, open, cards.chat_id = old_cards.chat_id FROM old_cards "
        "LEFT JOIN cards ON cards.lead = old_cards.lead WHERE old_cards.lead = $1 ORDER BY old_cards.message_id",
        lead,
    )
    return bool(rows), [message_id for message_id, still_open, here in rows if still_open and here]


def replace(lead: bytes) -> list[Statement]:
    """The card is to come anew; the one that stands is kept in mind until it says so."""
    return [
        Statement(
            "INSERT INTO old_cards (chat_id, message_id, lead, sent_at, open) "
            "SELECT chat_id, message_id, lead, sent_at, 1 FROM cards WHERE lead = $1",
            (lead,),
        ),
        forget(lead),
    ]


def point_on(chat_id: int, message_id: int) -> Statement:
    """An earlier card holds nothing any more."""
    return Statement("UPDATE old_cards SET open = 0 WHERE chat_id = $1 AND message_id = $2", (chat_id, message_id))


def place(lead: bytes, card: Card, now: int) -> Statement:
    """Remember the one card; conflicts if the lead has been destroyed meanwhile."""
    return Statement(
        "INSERT INTO cards (lead, chat_id, message_id, sent_at, shown) SELECT id, $2, $3, $4, $5 FROM leads "
        "WHERE id = $1 ON CONFLICT (lead) DO UPDATE SET chat_id = $2, message_id = $3, sent_at = $4, shown = $5",
        (lead, card.chat_id, card.message_id, now, card.shown),
        touches=1,
    )


def show(lead: bytes, message_id: int, shown: str) -> Statement:
    """Remember what the card is about to show; conflicts if it is gone."""
    return Statement(
        "UPDATE cards SET shown = $3 WHERE lead = $1 AND message_id = $2", (lead, message_id, shown), touches=1
    )


def forget(lead: bytes) -> Statement:
    return Statement("DELETE FROM cards WHERE lead = $1", (lead,))


def block(person: bytes, now: int) -> Statement:
    """All cards of a person lose their contacts at once, also where a hold postpones the destruction."""
    return Statement(
        "INSERT INTO outbox (id, lane, kind, subject, urgency, version, attempts, due_at) "
        "SELECT $1 + row_number() OVER (ORDER BY id), $2, $3, id, $4, 1, 0, $5 FROM leads WHERE person = $6 "
        "ON CONFLICT (kind, subject) DO UPDATE SET version = outbox.version + 1, due_at = $5, urgency = $4",
        (now << 20, STAFF, Fact.CARD, Urgency.ERASURE, now, person),
    )
