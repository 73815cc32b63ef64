"""Table `muted_milestones`: what a person does not want to be told of their application; deleted with the person."""

from __future__ import annotations

from bot.domain.milestones import Milestone
from bot.domain.newer import or_else
from bot.domain.time import Moment
from storage.engine import Engine
from storage.statements import Statement


async def of_person(engine: Engine, person: bytes) -> dict[Milestone, Moment]:
    """Since when each is switched off."""
    rows = await engine.read(
        "SELECT milestone, muted_at FROM muted_milestones WHERE person = $1 ORDER BY milestone", person
    )
    known = ((or_else(Milestone, name, None), at) for name, at in rows)
    return {milestone: at for milestone, at in known if milestone is not None}


def mute(person: bytes, milestone: Milestone, now: Moment) -> Statement:
    """Nothing happens if it is switched off already."""
    return Statement(
        "INSERT INTO muted_milestones (person, milestone, muted_at) VALUES ($1, $2, $3) "
        "ON CONFLICT (person, milestone) DO NOTHING",
        (person, milestone, now),
    )


def unmute(person: bytes, milestone: Milestone) -> Statement:
    return Statement("DELETE FROM muted_milestones WHERE person = $1 AND milestone = $2", (person, milestone))
