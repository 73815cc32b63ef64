"""Table `daily_counts`: how many people reached each stage on a day, by language. It identifies nobody."""

from __future__ import annotations

from collections.abc import Collection

from bot.domain.funnel import Stage, wait_event
from bot.domain.old_counts import Fold
from bot.domain.statistics import Daily
from bot.domain.time import Span
from storage.engine import Engine
from storage.statements import Statement

ADD_TO_COUNT = "ON CONFLICT (day, event, language) DO UPDATE SET count = daily_counts.count +"
SELECT = "SELECT day, event, language, count, since FROM daily_counts"
STAGE_ROWS = " UNION ALL ".join(
    f"SELECT '{stage.value}' AS event, {stage.rank} AS step" for stage in Stage if stage is not Stage.STARTED
)
"""Stages of a known person, as a subquery. STARTED is missing: it is counted before a person may be stored."""


def count(day: str, event: str, number: int = 1) -> Statement:
    """Count `number` more events. `day` is an ISO date in the operator's time zone."""
    return _add(day, event, "", number)


def _add(day: str, event: str, language: str, number: int) -> Statement:
    return Statement(
        f"INSERT INTO daily_counts (day, event, language, count) VALUES ($1, $2, $3, $4) {ADD_TO_COUNT} $4",
        (day, event, language, number),
        adds=True,
    )


def reach(day: str, person: bytes, stage: Stage) -> list[Statement]:
    """Count a person at this stage and at each earlier one, once each. Commit it together with the event itself."""
    note = "UPDATE persons SET reached = $2 WHERE person = $1 AND reached < $2"
    count_stages = (
        "INSERT INTO daily_counts (day, event, language, count) SELECT $1, stages.event, persons.counted_in, 1 "
        f"FROM persons JOIN ({STAGE_ROWS}) AS stages ON stages.step > persons.reached AND stages.step <= $3 "
        f"WHERE persons.person = $2 {ADD_TO_COUNT} 1"
    )
    return [Statement(count_stages, (day, person, stage.rank)), Statement(note, (person, stage.rank))]


def count_stages(day: str, language: str, reached: int, stage: Stage) -> list[Statement]:
    """The count alone, of a person who is counted in this language and has `reached` this rank before.

    That must be relied on, and the stage be noted, in the same transaction (`persons.unchanged`).
    """
    first = max(reached, Stage.STARTED.rank)
    return [_add(day, one, language, 1) for one in Stage if first < one.rank <= stage.rank]


def take(day: str, person: bytes, waited: Span) -> list[Statement]:
    """Count how long a person's first application waited until it was taken; later ones are not counted."""
    return [
        Statement(
            "INSERT INTO daily_counts (day, event, language, count) SELECT $1, $3, '', 1 FROM persons "
            f"WHERE person = $2 AND reached < $4 {ADD_TO_COUNT} 1",
            (day, person, wait_event(waited), Stage.TAKEN.rank),
        ),
        *reach(day, person, Stage.TAKEN),
    ]


async def since(engine: Engine, day: str, events: Collection[str]) -> dict[str, int]:
    """How often each of these events was counted from `day` on. Events without a count are left out."""
    rows = await engine.read(
        "SELECT event, sum(count) FROM daily_counts WHERE day >= $1 GROUP BY event ORDER BY event", day
    )
    return {event: number for event, number in rows if event in events}


async def load_all(engine: Engine) -> list[Daily]:
    """Every count, the oldest day first."""
    return [Daily(*row) for row in await engine.read(f"{SELECT} ORDER BY day")]


async def load_before(engine: Engine, day: str) -> list[Daily]:
    """Every count of earlier days."""
    return [Daily(*row) for row in await engine.read(f"{SELECT} WHERE day < $1", day)]


def replace(fold: Fold) -> list[Statement]:
    """Put folded counts in the place of others. Conflicts if one of those has changed."""
    gone = "DELETE FROM daily_counts WHERE day = $1 AND event = $2 AND language = $3 AND count = $4"
    insert = "INSERT INTO daily_counts (day, event, language, count, since) VALUES ($1, $2, $3, $4, $5)"
    return [
        *(Statement(gone, (one.day, one.event, one.language, one.count), touches=1) for one in fold.gone),
        *(Statement(insert, (one.day, one.event, one.language, one.count, one.since)) for one in fold.folded),
    ]
