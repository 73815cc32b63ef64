"""Table `sweeps`: when a job that runs once a night last succeeded."""

from __future__ import annotations

from storage.engine import Engine
from storage.statements import Statement


async def succeeded_at(engine: Engine, name: str) -> int:
    """Milliseconds since 1970; 0 if never."""
    rows = await engine.read("SELECT succeeded_at FROM sweeps WHERE name = $1", name)
    return rows[0][0] if rows else 0


def succeed(name: str, now: int) -> Statement:
    return Statement(
        "INSERT INTO sweeps (name, succeeded_at) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET succeeded_at = $2",
        (name, now),
    )
