"""Table `seen_updates`: updates that have had their effect, so that a repeated update has none."""

from __future__ import annotations

from bot.domain.time import Moment
from storage.engine import Engine
from storage.statements import Statement


def is_seen(update_id: str) -> str:
    """SQL: whether the update with the number in this placeholder has had its effect."""
    return f"EXISTS (SELECT 1 FROM seen_updates WHERE update_id = {update_id})"


async def has(engine: Engine, update_id: int) -> bool:
    return bool((await engine.read(f"SELECT {is_seen('$1')}", update_id))[0][0])


def add(update_id: int, now: Moment) -> Statement:
    """Commit it together with the effect. Conflicts if the update was seen before."""
    return Statement("INSERT INTO seen_updates (update_id, seen_at) VALUES ($1, $2)", (update_id, now))


def drop_older_than(moment: Moment, limit: int) -> Statement:
    """Delete up to `limit` updates seen before `moment`, the oldest first."""
    old = "SELECT update_id FROM seen_updates WHERE seen_at < $1 ORDER BY seen_at LIMIT $2"
    return Statement(f"DELETE FROM seen_updates WHERE update_id IN ({old})", (moment, limit))
