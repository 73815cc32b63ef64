"""Table `staff_group_notice`: the message in the staff group that says how many leads wait to be shown."""

from __future__ import annotations

from bot.domain.frozen import frozen
from bot.domain.time import Moment
from storage.engine import Engine
from storage.statements import Statement


@frozen
class BacklogNotice:
    """The message, the `number` that it shows, and since when it shows that (`shown_at`)."""

    chat_id: int
    message_id: int
    number: int
    shown_at: Moment


async def load(engine: Engine) -> BacklogNotice | None:
    rows = await engine.read("SELECT chat_id, message_id, number, shown_at FROM staff_group_notice")
    return BacklogNotice(*rows[0]) if rows else None


def put(notice: BacklogNotice) -> Statement:
    return Statement(
        "INSERT INTO staff_group_notice (only_row, chat_id, message_id, number, shown_at) VALUES (1, $1, $2, $3, $4) "
        "ON CONFLICT (only_row) DO UPDATE SET chat_id = $1, message_id = $2, number = $3, shown_at = $4",
        (notice.chat_id, notice.message_id, notice.number, notice.shown_at),
    )


def forget() -> Statement:
    return Statement("DELETE FROM staff_group_notice")
