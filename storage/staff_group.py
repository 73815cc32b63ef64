"""Table `staff_group`: the group that was connected by a code."""

from __future__ import annotations

from storage.engine import Engine
from storage.news import News
from storage.statements import Statement


async def load(engine: Engine) -> int | None:
    rows = await engine.read("SELECT chat_id FROM staff_group")
    return rows[0][0] if rows else None


def connect(chat_id: int) -> Statement:
    """Connect a group. Conflicts if one is connected already."""
    sql = "INSERT INTO staff_group (only_row, chat_id) VALUES (1, $1)"
    return Statement(sql, (chat_id,), brings=(News.GROUP_CHANGED,))
