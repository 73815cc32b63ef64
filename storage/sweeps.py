"""Table `sweeps`: when each job last succeeded."""

from __future__ import annotations

from bot.domain.time import EPOCH, Moment
from storage.engine import Engine
from storage.statements import Statement


async def succeeded_at(engine: Engine, name: str) -> Moment:
    """When the job last succeeded; EPOCH if never."""
    rows = await engine.read("SELECT succeeded_at FROM sweeps WHERE name = $1", name)
    return rows[0][0] if rows else EPOCH


async def all_of(engine: Engine) -> dict[str, Moment]:
    """When each recorded job last succeeded."""
    return dict(await engine.read("SELECT name, succeeded_at FROM sweeps"))


async def told_of(engine: Engine) -> set[str]:
    """Jobs that staff were told are late."""
    return {row[0] for row in await engine.read("SELECT name FROM sweeps WHERE told_at IS NOT NULL")}


def tell(name: str, now: Moment) -> Statement:
    """Record that staff are told of a late job: once, until it succeeds again."""
    return Statement(
        "INSERT INTO sweeps (name, succeeded_at, told_at) VALUES ($1, 0, $2) ON CONFLICT (name) DO UPDATE SET "
        "told_at = $2",
        (name, now),
    )


def succeed(name: str, now: Moment) -> Statement:
    """Record that a job succeeded."""
    return Statement(
        "INSERT INTO sweeps (name, succeeded_at) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET succeeded_at = $2, "
        "told_at = NULL",
        (name, now),
    )
