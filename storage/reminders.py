"""Reminders of unfinished applications, in the table `drafts`: who is due, and when."""

from __future__ import annotations

from bot.domain.facts import Fact
from bot.domain.form import Draft
from bot.domain.frozen import frozen
from bot.domain.time import Moment
from storage import outbox
from storage.engine import Engine
from storage.persons import MAY_GO_OUT
from storage.statements import Statement

MAY_REMIND = f"EXISTS (SELECT 1 FROM persons WHERE persons.person = drafts.person AND {MAY_GO_OUT} AND held_until <= "
"""The person's data may go out, and is not on legal hold. The moment (a parameter) and a bracket must follow."""


_STIR = (
    "UPDATE drafts SET stirred_at = $2, "
    # Without a type both would be text to PostgreSQL.
    "remind_at = CASE reminders WHEN 0 THEN CAST($3 AS BIGINT) WHEN 1 THEN $4 END WHERE person = $1"
)


@frozen
class IdleDraft:
    """A draft without activity since `stirred_at`; `reminders` have been sent."""

    person: bytes
    stirred_at: Moment
    reminders: int


def note_activity(person: bytes, now: Moment, due: tuple[Moment | None, ...]) -> list[Statement]:
    """Record that the person is active, and cancel a reminder that waits in the outbox.

    `due` holds the moments of the first and the second reminder; what is missing or None never comes.
    """
    first, second = (*due, None, None)[:2]
    return [Statement(_STIR, (person, now, first, second)), outbox.cancel(Fact.REMINDER, person)]


def note_activity_in(draft: Draft, person: bytes, now: Moment, due: tuple[Moment | None, ...]) -> list[Statement]:
    """The same before anything else is changed. Conflicts if the draft is not as it is known by now.

    Of a draft whose reminders are all to come none waits in the outbox.
    """
    first, second = (*due, None, None)[:2]
    known = (draft.revision, draft.reminded)
    stirred = Statement(
        f"{_STIR} AND revision = $5 AND reminders = $6", (person, now, first, second, *known), touches=1
    )
    return [stirred, outbox.cancel(Fact.REMINDER, person)] if draft.reminded else [stirred]


def stop(person: bytes, reminders: int) -> Statement:
    """Cancel the next reminder, and count at least `reminders` as sent: with the maximum none comes any more."""
    return Statement(
        "UPDATE drafts SET remind_at = NULL, reminders = CASE WHEN reminders < $2 THEN $2 ELSE reminders END "
        "WHERE person = $1",
        (person, reminders),
    )


async def due(engine: Engine, now: Moment, limit: int) -> list[IdleDraft]:
    """Drafts whose reminder is due, the longest due first. Neither one past its end nor a correction is among them."""
    rows = await engine.read(
        "SELECT person, stirred_at, reminders FROM drafts WHERE remind_at <= $1 AND destroy_at > $1 "
        f"AND corrects IS NULL AND {MAY_REMIND} $1) ORDER BY remind_at LIMIT $2",
        now,
        limit,
    )
    return [IdleDraft(*row) for row in rows]


def claim(idle: IdleDraft, next_at: Moment | None, now: Moment) -> Statement:
    """Count a reminder as sent. Conflicts if the person is back, erased or held, or another process was faster."""
    return Statement(
        "UPDATE drafts SET reminders = reminders + 1, remind_at = $4 WHERE person = $1 AND stirred_at = $2 "
        f"AND reminders = $3 AND remind_at <= $5 AND {MAY_REMIND} $5)",
        (idle.person, idle.stirred_at, idle.reminders, next_at, now),
        touches=1,
    )


def put_off(person: bytes, until: Moment) -> Statement:
    """Take a claimed reminder back, because it could not be sent in time. It is due again at `until`."""
    return Statement(
        "UPDATE drafts SET reminders = reminders - 1, remind_at = $2 WHERE person = $1 AND reminders > 0",
        (person, until),
    )
