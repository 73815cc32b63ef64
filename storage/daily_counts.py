"""Table `daily_counts`: how many people came how far on a day, by language, and nothing about whom."""

from __future__ import annotations

from collections.abc import Collection

from bot.domain.funnel import Stage, wait_event
from bot.domain.statistics import Daily
from bot.domain.time import Span
from storage.engine import Engine
from storage.statements import Statement

MORE = "ON CONFLICT (day, event, language) DO UPDATE SET count = daily_counts.count +"
STAGES = " UNION ALL ".join(
    f"SELECT '{stage.value}' AS event, {stage.rank} AS step" for stage in Stage if stage is not Stage.STARTED
)
"""Of somebody who is known: having come is counted before anything about them may be written."""


def count(day: str, event: str, number: int = 1) -> Statement:
    """`day` is an ISO date in the operator's time zone."""
    return Statement(
        f"INSERT INTO daily_counts (day, event, language, count) VALUES ($1, $2, '', $3) {MORE} $3",
        (day, event, number),
    )


def reach(day: str, person: bytes, stage: Stage) -> list[Statement]:
    """Count a person at a stage, and at those before it, unless they were; in the transaction of what happened."""
    return [
        Statement(
            "INSERT INTO daily_counts (day, event, language, count) SELECT $1, stages.event, persons.counted_in, 1 "
            f"FROM persons JOIN ({STAGES}) AS stages ON stages.step > persons.reached AND stages.step <= $3 "
            f"WHERE persons.person = $2 {MORE} 1",
            (day, person, stage.rank),
        ),
        Statement("UPDATE persons SET reached = $2 WHERE person = $1 AND reached < $2", (person, stage.rank)),
    ]


def take(day: str, person: bytes, waited: Span) -> list[Statement]:
    """Count that somebody's application was taken after so many milliseconds; of each person only the first one."""
    return [
        Statement(
            "INSERT INTO daily_counts (day, event, language, count) SELECT $1, $3, '', 1 FROM persons "
            f"WHERE person = $2 AND reached < $4 {MORE} 1",
            (day, person, wait_event(waited), Stage.TAKEN.rank),
        ),
        *reach(day, person, Stage.TAKEN),
    ]


async def since(engine: Engine, day: str, events: Collection[str]) -> dict[str, int]:
    """How often each of these events was counted, from `day` on; those that never were are left out."""
    rows = await engine.read(
        "SELECT event, sum(count) FROM daily_counts WHERE day >= $1 GROUP BY event ORDER BY event", day
    )
    return {event: number for event, number in rows if event in events}


async def everything(engine: Engine) -> list[Daily]:
    rows = await engine.read("SELECT day, event, language, count FROM daily_counts ORDER BY day")
    return [Daily(*row) for row in rows]
