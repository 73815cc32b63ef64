"""Table `messages`: which messages of a private chat hold a person's data, so that they can be taken back."""

from __future__ import annotations

from bot.domain.erasure import Kind, Place, Trace
from storage.engine import Engine
from storage.statements import Statement


def remember(person: bytes, message_id: int, kind: Kind, now: int) -> Statement:
    """Conflicts if the person is being erased: then the message must not be filled."""
    return Statement(
        "INSERT INTO messages (person, message_id, kind, sent_at) SELECT person, $2, $3, $4 FROM persons "
        "WHERE person = $1 AND erasing = 0 ON CONFLICT (person, message_id) DO UPDATE SET kind = $3",
        (person, message_id, kind, now),
        touches=1,
    )


def retire(person: bytes) -> Statement:
    """What the bot has shown of the answers so far shall lose them."""
    return Statement(
        "UPDATE messages SET kind = $2 WHERE person = $1 AND kind IN ($3, $4)",
        (person, Kind.RETIRED, Kind.READ_BACK, Kind.REVIEW),
    )


def forget(person: bytes, message_id: int) -> Statement:
    return Statement("DELETE FROM messages WHERE person = $1 AND message_id = $2", (person, message_id))


async def of_person(engine: Engine, person: bytes) -> list[Trace]:
    rows = await engine.read(
        "SELECT message_id, kind, sent_at FROM messages WHERE person = $1 ORDER BY message_id", person
    )
    return [Trace(Place.PRIVATE, None, message_id, Kind(kind), sent_at) for message_id, kind, sent_at in rows]
