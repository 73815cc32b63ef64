"""What waits to be done, in numbers: rows of `outbox` by kind, and erasures whose rows are not destroyed yet."""

from __future__ import annotations

from bot.domain.erasure import Stage
from bot.domain.time import Moment
from storage.engine import Engine
from storage.statements import Statement

NOTHING = Statement("DELETE FROM seen_updates WHERE 1 = 0")
"""Changes nothing; who commits it learns whether the writer answers."""


async def count_outbox(engine: Engine) -> dict[str, int]:
    """How many rows wait of each kind, those included that may not be told yet."""
    return dict(await engine.read("SELECT kind, count(*) FROM outbox GROUP BY kind ORDER BY kind"))


async def oldest_in_outbox(engine: Engine, now: Moment) -> int | None:
    """The number of the oldest row that is due or was tried in vain; None if there is none."""
    rows = await engine.read("SELECT min(id) FROM outbox WHERE due_at <= $1 OR attempts > 0", now)
    number: int | None = rows[0][0]
    return number


async def count_erasures(engine: Engine, now: Moment) -> int:
    """How many wishes are to be carried out now, and are not; a legal hold postpones others."""
    rows = await engine.read(
        "SELECT count(*) FROM erasures WHERE stage = $1 AND NOT EXISTS (SELECT 1 FROM persons WHERE "
        "persons.person = erasures.person AND persons.held_until > $2)",
        Stage.INTENT,
        now,
    )
    number: int = rows[0][0]
    return number
