"""Table `erasures` after the rows of a person are gone: what is still open, and when the proof is dropped."""

from __future__ import annotations

from bot.domain.erasure import Kind, Place, Reason, Result, Stage, kind_from
from bot.domain.frozen import frozen
from bot.domain.newer import or_else
from bot.domain.time import DAY, Moment, start_of_day
from storage.engine import Engine
from storage.statements import Statement


@frozen
class Unfinished:
    """An erasure that is not done. `cards` counts the messages in the staff group that are not cleared yet.

    `out_of_reach`: the person has blocked the bot, or their account is gone.
    """

    reference: str
    stage: Stage
    requested_at: Moment
    held_until: Moment
    cards: int
    out_of_reach: bool


async def unfinished(engine: Engine) -> list[Unfinished]:
    rows = await engine.read(
        "SELECT reference, stage, requested_at, "
        "COALESCE((SELECT held_until FROM persons WHERE persons.person = erasures.person), 0), "
        "(SELECT count(*) FROM erasure_messages WHERE erasure = erasures.id AND place = $2 AND outcome IS NULL), "
        "out_of_reach_at IS NOT NULL FROM erasures WHERE stage <> $1 ORDER BY requested_at",
        Stage.DONE,
        Place.STAFF,
    )
    return [
        Unfinished(reference, or_else(Stage, stage, Stage.INTENT), at, held, cards, bool(away))
        for reference, stage, at, held, cards, away in rows
    ]


@frozen
class Left:
    """Messages in a private chat that could not be taken back, under the reference of their erasure.

    `out_of_reach`: the person had blocked the bot, or their account was gone.
    """

    reference: str
    kind: Kind
    number: int
    out_of_reach: bool


async def left(engine: Engine) -> list[Left]:
    """What stayed of erasures that are done, and stays so far of the others."""
    rows = await engine.read(
        "SELECT reference, kind, number, out_of_reach_at IS NOT NULL FROM erasures JOIN "
        "(SELECT erasure, kind, number FROM erasure_left UNION ALL "
        "SELECT erasure, kind, count(*) FROM erasure_messages WHERE outcome = $1 AND place = $2 "
        "GROUP BY erasure, kind) AS stayed ON stayed.erasure = erasures.id ORDER BY requested_at, reference, kind",
        Result.UNREACHABLE,
        Place.PRIVATE,
    )
    return [Left(reference, kind_from(kind), number, bool(away)) for reference, kind, number, away in rows]


async def named_in_files(engine: Engine) -> dict[str, list[str]]:
    """References of erased people's applications, by the reference of each exported file that names them."""
    rows = await engine.read(
        "SELECT disclosures.reference, disclosure_leads.reference FROM disclosure_leads "
        "JOIN disclosures ON disclosures.id = disclosure WHERE erased_on IS NOT NULL ORDER BY handed_at, 2"
    )
    found: dict[str, list[str]] = {}
    for file, application in rows:
        found.setdefault(file, []).append(application)
    return found


async def waiting_to_be_cleared(engine: Engine) -> Moment | None:
    """When the oldest rows were destroyed that the log of the database may still hold; None if it holds none."""
    rows = await engine.read("SELECT min(destroyed_at) FROM erasures WHERE destroyed_at > 0 AND cleared_at IS NULL")
    since: Moment | None = rows[0][0]
    return since


MOMENTS = ("requested_at", "destroyed_at", "done_at", "delayed_at", "out_of_reach_at")
MIDNIGHT = "{0} - {0} % " + str(int(DAY))
TO_DAYS = ", ".join(
    f"{name} = CASE WHEN stage = '{Stage.DONE.value}' THEN {MIDNIGHT.format(name)} ELSE {name} END" for name in MOMENTS
)
"""A SET clause: of an erasure that is done only days stay. In the staff group a minute leads to a card and its name."""


def finish(erasure: bytes, now: Moment) -> list[Statement]:
    """Mark it as done, if the person has been told and no message is open; then forget where its messages were.

    What could not be taken back is counted. Moments become days once `clear` needs them no more.
    """
    is_done = "EXISTS (SELECT 1 FROM erasures WHERE id = $1 AND stage = $2)"
    return [
        Statement(
            "UPDATE erasures SET stage = $2, done_at = $3 WHERE id = $1 AND stage = $4 AND details IS NULL AND NOT "
            "EXISTS (SELECT 1 FROM erasure_messages WHERE erasure = $1 AND outcome IS NULL)",
            (erasure, Stage.DONE, now, Stage.DESTROYED),
        ),
        Statement(
            "INSERT INTO erasure_left (erasure, kind, number) SELECT erasure, kind, count(*) FROM erasure_messages "
            f"WHERE erasure = $1 AND place = $3 AND outcome = $4 AND {is_done} GROUP BY erasure, kind",
            (erasure, Stage.DONE, Place.PRIVATE, Result.UNREACHABLE),
        ),
        Statement(f"DELETE FROM erasure_messages WHERE erasure = $1 AND {is_done}", (erasure, Stage.DONE)),
        Statement(f"UPDATE erasures SET {TO_DAYS} WHERE id = $1 AND cleared_at IS NOT NULL", (erasure,)),
    ]


def clear(until: Moment, now: Moment) -> Statement:
    """Record that the log of the database holds no rows that were destroyed up to `until`."""
    return Statement(
        f"UPDATE erasures SET cleared_at = $2, {TO_DAYS} WHERE cleared_at IS NULL AND destroyed_at <= $1",
        (until, start_of_day(now)),
    )


BURIED = "destroyed_at IS NOT NULL AND reason <> $1"
"""Of an erasure: it has a tombstone."""


async def count_buried(engine: Engine) -> int:
    """How many tombstones the file must have at least: those with a row here, and those known to have none."""
    counted = f"SELECT number + (SELECT count(*) FROM erasures WHERE {BURIED}) FROM erasures_without_rows"
    rows = await engine.read(counted, Reason.ENDED)
    number: int = rows[0][0]
    return number


def note_tombstones(number: int) -> Statement:
    """Remember that the file has so many: the rows of some came to another database, or to none any more."""
    rows = f"SELECT count(*) FROM erasures WHERE {BURIED}"
    return Statement(f"UPDATE erasures_without_rows SET number = $2 - ({rows})", (Reason.ENDED, number))


async def spent_keys(engine: Engine) -> set[bytes]:
    """Erasures that no longer need their key."""
    return {row[0] for row in await engine.read("SELECT id FROM erasures WHERE details IS NULL")}


async def has_old_proofs(engine: Engine, before: Moment) -> bool:
    """Whether an erasure was done at or before this moment."""
    return bool(await engine.read("SELECT 1 FROM erasures WHERE done_at <= $1 LIMIT 1", before))


def drop_proofs(before: Moment, limit: int) -> list[Statement]:
    """Delete up to `limit` erasures done at or before this moment, the oldest first, and their messages."""
    ended = "SELECT id FROM erasures WHERE done_at <= $1 ORDER BY done_at, id LIMIT $2"
    buried = f"SELECT count(*) FROM erasures WHERE id IN ({ended}) AND destroyed_at IS NOT NULL AND reason <> $3"
    return [
        Statement(f"UPDATE erasures_without_rows SET number = number + ({buried})", (before, limit, Reason.ENDED)),
        Statement(f"DELETE FROM erasure_messages WHERE erasure IN ({ended})", (before, limit)),
        Statement(f"DELETE FROM erasure_left WHERE erasure IN ({ended})", (before, limit)),
        Statement(f"DELETE FROM erasures WHERE id IN ({ended})", (before, limit)),
    ]
