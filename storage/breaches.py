"""Table `breaches`, and who was affected by one: everybody whose data was stored between two moments."""

from __future__ import annotations

from bot.domain.erasure import Stage
from bot.domain.facts import Fact
from bot.domain.frozen import frozen
from bot.domain.time import Moment
from storage import outbox
from storage.engine import Engine
from storage.outbox import Urgency
from storage.statements import Statement

ID_BYTES = 16


@frozen
class Window:
    """From `start` until before `end`."""

    start: Moment
    end: Moment


async def persons_in(engine: Engine, window: Window) -> list[bytes]:
    """Whose data was stored then and still is, also while it is out of use."""
    rows = await engine.read("SELECT person FROM persons WHERE created_at < $1 ORDER BY created_at", window.end)
    return [row[0] for row in rows]


async def references_in(engine: Engine, window: Window) -> list[str]:
    """References of the applications that were stored then and still are."""
    rows = await engine.read("SELECT reference FROM leads WHERE created_at < $1 ORDER BY reference", window.end)
    return [row[0] for row in rows]


async def count_unfinished(engine: Engine, window: Window) -> int:
    """How many of these persons have an unfinished application now."""
    sql = "SELECT count(*) FROM drafts JOIN persons ON persons.person = drafts.person WHERE created_at < $1"
    number: int = (await engine.read(sql, window.end))[0][0]
    return number


async def count_erased_since(engine: Engine, window: Window) -> int:
    """How many erasures were finished since the day on which the window began: those people cannot be told any more.

    Of a finished erasure only the day is stored, as its first moment.
    """
    sql = "SELECT count(*) FROM erasures WHERE stage <> $1 AND COALESCE(destroyed_at, done_at) >= $2"
    number: int = (await engine.read(sql, Stage.INTENT, window.start))[0][0]
    return number


async def files_in(engine: Engine, window: Window) -> list[str]:
    """References of the files that were handed out then."""
    rows = await engine.read(
        "SELECT reference FROM disclosures WHERE handed_at >= $1 AND handed_at < $2 ORDER BY handed_at",
        window.start,
        window.end,
    )
    return [row[0] for row in rows]


def remember(breach: bytes, window: Window, now: Moment) -> Statement:
    return Statement(
        "INSERT INTO breaches (id, start_at, end_at, listed_at) VALUES ($1, $2, $3, $4)",
        (breach, window.start, window.end, now),
    )


def tell(breach: bytes, person: bytes, now: Moment) -> Statement:
    """Tell a person of a breach. Each breach is a fact of its own: none takes the place of another that waits."""
    return outbox.tell(person.hex(), Fact.BREACH, breach + person, now, Urgency.USUAL)


def parse(subject: bytes) -> tuple[bytes, bytes]:
    """The breach and the person of a fact."""
    return subject[:ID_BYTES], subject[ID_BYTES:]


async def load(engine: Engine, breach: bytes) -> Window | None:
    """None if its time is over and it is forgotten."""
    rows = await engine.read("SELECT start_at, end_at FROM breaches WHERE id = $1", breach)
    return Window(*rows[0]) if rows else None


def drop_older(before: Moment) -> Statement:
    return Statement("DELETE FROM breaches WHERE listed_at < $1", (before,))
