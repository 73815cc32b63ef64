"""Table `unsettled` of the keystore: keys whose rows may not be stored yet, or no longer.

The key and its mark are one transaction; the rows follow in another file (docs/decisions/orphan-keys.md). Before rows
are deleted whose key is to be destroyed after them, the key is marked again.
"""

from __future__ import annotations

from bot.domain.time import Moment
from storage.engine import Engine
from storage.statements import Statement

KEYS_PER_READ = 1_000


def mark(subject: bytes, now: Moment) -> Statement:
    """Mark a key that is written now, or whose rows are deleted now."""
    return Statement(
        "INSERT INTO unsettled (subject, written_at) VALUES ($1, $2) "
        "ON CONFLICT (subject) DO UPDATE SET written_at = $2",
        (subject, now),
    )


def mark_again(subject: bytes, now: Moment) -> Statement:
    """Change the moment of a mark, if there is one: a job that is about to drop the key then finds another moment."""
    return Statement(
        "UPDATE unsettled SET written_at = CASE WHEN written_at < $2 THEN $2 ELSE written_at + 1 END "
        "WHERE subject = $1",
        (subject, now),
    )


def unmark(subject: bytes) -> Statement:
    return Statement("DELETE FROM unsettled WHERE subject = $1", (subject,))


async def written(engine: Engine, after: Moment, before: Moment) -> dict[bytes, Moment]:
    """Marked keys and when each was written, at most KEYS_PER_READ.

    Keys written after `after` and up to `before` are left out: their rows may be on their way.
    """
    return dict(
        await engine.read(
            "SELECT subject, written_at FROM unsettled WHERE NOT (written_at > $1 AND written_at <= $2) LIMIT $3",
            after,
            before,
            KEYS_PER_READ,
        )
    )


async def stored(engine: Engine, subject: bytes) -> bool:
    """Whether the main database has rows that this key opens."""
    return bool(
        await engine.read(
            "SELECT 1 FROM persons WHERE person = $1 UNION ALL SELECT 1 FROM erasures WHERE id = $1 "
            "UNION ALL SELECT 1 FROM disclosures WHERE id = $1 UNION ALL SELECT 1 FROM disclosure_forms WHERE id = $1",
            subject,
        )
    )
