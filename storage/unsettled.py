"""Table `unsettled` of the keystore: keys of which it is not known yet whether their rows were stored.

The key and its mark are one transaction, the rows come after it in another file (docs/decisions/orphan-keys.md).
"""

from __future__ import annotations

from bot.domain.time import Moment
from storage.engine import Engine
from storage.statements import Statement

AT_ONCE = 1_000  # keys a look


def mark(subject: bytes, now: Moment) -> Statement:
    return Statement(
        "INSERT INTO unsettled (subject, written_at) VALUES ($1, $2) "
        "ON CONFLICT (subject) DO UPDATE SET written_at = $2",
        (subject, now),
    )


def mark_again(subject: bytes, now: Moment) -> Statement:
    """If it is still marked: whoever was about to drop it must find another moment."""
    return Statement(
        "UPDATE unsettled SET written_at = CASE WHEN written_at < $2 THEN $2 ELSE written_at + 1 END "
        "WHERE subject = $1",
        (subject, now),
    )


def unmark(subject: bytes) -> Statement:
    return Statement("DELETE FROM unsettled WHERE subject = $1", (subject,))


async def written(engine: Engine, after: Moment, before: Moment) -> dict[bytes, Moment]:
    """When each was written, but for those of the time between: they may be on their way."""
    return dict(
        await engine.read(
            "SELECT subject, written_at FROM unsettled WHERE NOT (written_at > $1 AND written_at <= $2) LIMIT $3",
            after,
            before,
            AT_ONCE,
        )
    )


async def stored(engine: Engine, subject: bytes) -> bool:
    """Whether the main database has rows that this key opens."""
    return bool(
        await engine.read(
            "SELECT 1 FROM persons WHERE person = $1 UNION ALL SELECT 1 FROM erasures WHERE id = $1 "
            "UNION ALL SELECT 1 FROM disclosures WHERE id = $1",
            subject,
        )
    )
