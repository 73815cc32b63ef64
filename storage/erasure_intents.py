"""Table `erasures`: those that are requested and whose rows are not destroyed yet."""

from __future__ import annotations

from bot.domain.erasure import Erasure, Reason, Stage
from bot.domain.time import Moment
from storage.engine import Engine
from storage.erasures import SELECT, opened, reason_from
from storage.lost_keys import UNREADABLE
from storage.statements import Row
from storage.vault import Vault


async def intents(engine: Engine, vault: Vault, now: Moment, limit: int = 2**31) -> list[Erasure]:
    """Erasures whose rows are to be destroyed now, without those that a legal hold postpones.

    People's own requests come before the end of a retention period, and those without a delay notice before the
    others. An erasure whose key is lost has `is_lost`.
    """
    rows = await engine.read(
        f"{SELECT} WHERE stage = $1 AND NOT EXISTS (SELECT 1 FROM persons WHERE persons.person = erasures.person "
        "AND persons.held_until > $2) ORDER BY reason IN ($3, $4), delayed_at IS NOT NULL, requested_at LIMIT $5",
        Stage.INTENT,
        now,
        Reason.EXPIRED,
        Reason.UNFINISHED,
        limit,
    )
    return [await _open(vault, row) for row in rows]


async def _open(vault: Vault, row: Row) -> Erasure:
    erasure, reference, reason, _, person, details, requested_at, delayed_at = row
    try:
        seal = await vault.seal_of(erasure)
        if seal and details is not None:
            return opened(row, seal)
    except UNREADABLE:
        pass
    is_delayed = delayed_at is not None
    return Erasure(
        erasure, reference, reason_from(reason), Stage.INTENT, person, requested_at, delayed=is_delayed, is_lost=True
    )
