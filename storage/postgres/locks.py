"""The session locks on a schema by which processes know of each other, and who holds them now."""

from __future__ import annotations

from typing import NamedTuple

from storage.engine import Engine

ALONE = 0x6D6F6D76
"""The number of the lock that one process alone can hold, or all replicas together."""
LEADS = 0x6D6F6D78
"""The number of the leader's lock."""
HELD = f"""
SELECT count(*) FILTER (WHERE classid::bigint = {ALONE} AND mode = 'ShareLock'),
    count(*) FILTER (WHERE classid::bigint = {LEADS})
FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 2
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND objid::bigint = hashtext(current_schema())::bigint & 4294967295
"""


class Running(NamedTuple):
    """How many replicas run, and how many of them lead: one, or none while none has been elected."""

    replicas: int
    leaders: int


async def who_runs(engine: Engine) -> Running:
    """Raises StorageUnavailable."""
    [[replicas, leaders]] = await engine.read(HELD)
    return Running(replicas, leaders)
