"""Table `drafts`: who is to be reminded of an unfinished application, and when?"""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.time import Moment
from storage import outbox
from storage.engine import Engine
from storage.outbox import Fact
from storage.statements import Statement

FREE = "EXISTS (SELECT 1 FROM persons WHERE persons.person = drafts.person AND erasing = 0 AND held_until <= "
"""Nobody is being erased or held; the moment (a parameter) and a bracket follow."""


@dataclass(frozen=True, slots=True)
class Silent:
    """A draft nobody has stirred since `stirred_at`, after so many reminders."""

    person: bytes
    stirred_at: Moment
    reminders: int


def stir(person: bytes, now: Moment, due: tuple[Moment | None, ...]) -> list[Statement]:
    """The person is here: `due` says when they are reminded after so many reminders; one under way is taken back."""
    first, second = (*due, None, None)[:2]
    return [
        Statement(
            "UPDATE drafts SET stirred_at = $2, remind_at = CASE reminders WHEN 0 THEN $3 WHEN 1 THEN $4 END "
            "WHERE person = $1",
            (person, now, first, second),
        ),
        outbox.cancel(Fact.REMINDER, person),
    ]


def silence(person: bytes, reminders: int) -> Statement:
    """No more than so many reminders, and none that is due now."""
    return Statement(
        "UPDATE drafts SET remind_at = NULL, reminders = CASE WHEN reminders < $2 THEN $2 ELSE reminders END "
        "WHERE person = $1",
        (person, reminders),
    )


async def due(engine: Engine, now: Moment, limit: int) -> list[Silent]:
    """Whose draft has reached its end is told of that instead."""
    rows = await engine.read(
        "SELECT person, stirred_at, reminders FROM drafts WHERE remind_at <= $1 AND destroy_at > $1 "
        f"AND {FREE} $1) ORDER BY remind_at LIMIT $2",
        now,
        limit,
    )
    return [Silent(*row) for row in rows]


def claim(silent: Silent, next_at: Moment | None, now: Moment) -> Statement:
    """Conflicts if the person has come back, is being erased or held, or somebody else was faster."""
    return Statement(
        "UPDATE drafts SET reminders = reminders + 1, remind_at = $4 WHERE person = $1 AND stirred_at = $2 "
        f"AND reminders = $3 AND remind_at <= $5 AND {FREE} $5)",
        (silent.person, silent.stirred_at, silent.reminders, next_at, now),
        touches=1,
    )


def put_off(person: bytes, until: Moment) -> Statement:
    """It could not be given in time: it is due again then."""
    return Statement(
        "UPDATE drafts SET reminders = reminders - 1, remind_at = $2 WHERE person = $1 AND reminders > 0",
        (person, until),
    )
