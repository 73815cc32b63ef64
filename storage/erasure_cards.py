"""Table `erasure_cards`: messages in a staff group that the bot could neither empty nor delete so far."""

from __future__ import annotations

from bot.domain.frozen import frozen
from bot.domain.time import Moment
from storage.engine import Engine
from storage.statements import Statement


@frozen
class ErasureCard:
    """`told`: staff have been asked to delete it. The note that asks them has a chat and an id, if they are known."""

    told: bool = False
    note_chat: int | None = None
    note_id: int | None = None


async def load(engine: Engine, chat_id: int, message_id: int) -> ErasureCard | None:
    rows = await engine.read(
        "SELECT told, note_chat, note_id FROM erasure_cards WHERE chat_id = $1 AND message_id = $2", chat_id, message_id
    )
    return ErasureCard(bool(rows[0][0]), *rows[0][1:]) if rows else None


async def load_all(engine: Engine) -> list[tuple[int, int]]:
    """Chat id and message id of each, in order."""
    rows = await engine.read("SELECT chat_id, message_id FROM erasure_cards ORDER BY chat_id, message_id")
    return [(chat_id, message_id) for chat_id, message_id in rows]


async def due_cards(engine: Engine, now: Moment, limit: int) -> list[tuple[int, int]]:
    """Chat id and message id of those that are to be tried again, the longest due first."""
    rows = await engine.read(
        "SELECT chat_id, message_id FROM erasure_cards WHERE try_at <= $1 ORDER BY try_at LIMIT $2", now, limit
    )
    return [(chat_id, message_id) for chat_id, message_id in rows]


def put(chat_id: int, message_id: int, try_at: Moment) -> Statement:
    """Have it tried again at that moment."""
    return Statement(
        "INSERT INTO erasure_cards (chat_id, message_id, try_at) VALUES ($1, $2, $3) "
        "ON CONFLICT (chat_id, message_id) DO UPDATE SET try_at = $3",
        (chat_id, message_id, try_at),
    )


def tell(chat_id: int, message_id: int, note_chat: int, note_id: int | None) -> Statement:
    """Record that staff have been asked to delete it; `note_id` is None if the note's id is unknown."""
    return Statement(
        "UPDATE erasure_cards SET told = 1, note_chat = $3, note_id = $4 WHERE chat_id = $1 AND message_id = $2",
        (chat_id, message_id, note_chat, note_id),
    )


def remove(chat_id: int, message_id: int) -> Statement:
    """It was taken back."""
    return Statement("DELETE FROM erasure_cards WHERE chat_id = $1 AND message_id = $2", (chat_id, message_id))
