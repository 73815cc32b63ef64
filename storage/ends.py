"""Tables `drafts`, `leads` and the proofs: what will be destroyed when. Reads references and ids, no answers."""

from __future__ import annotations

from collections.abc import AsyncIterator

from bot.domain.lead import Outcome, Status
from bot.domain.newer import or_else
from bot.domain.retention import DRAFT, End, rule_of_lead
from bot.domain.row_id import abbreviate
from bot.domain.time import Moment, Span
from storage.engine import Engine

ROWS_PER_READ = 1_000  # a million rows at once would fill memory and hold up the event loop


async def of_drafts(engine: Engine) -> AsyncIterator[End]:
    """The soonest first."""
    async for at, _, _, _, held_until, erasing, draft in _pages(engine, "drafts", "'', '', ''"):
        yield End(at, f"draft {abbreviate(draft)}", DRAFT, held_until, bool(erasing))


async def of_leads(engine: Engine) -> AsyncIterator[End]:
    """The soonest first."""
    columns = "reference, status, outcome"
    async for at, reference, status, outcome, held_until, erasing, _ in _pages(engine, "leads", columns):
        rule = rule_of_lead(or_else(Status, status, Status.NEW), or_else(Outcome, outcome or "", None))
        yield End(at, reference, rule, held_until, bool(erasing))


async def proofs(engine: Engine, rest_of_day: Span) -> AsyncIterator[tuple[Moment, str]]:
    """Proofs, the oldest first: since when each is kept, and its reference. The oldest ledger row stands for all.

    Erasures and the ledger know the day alone, so their time begins `rest_of_day` later.
    """
    since, last = -(2**62), ""
    while rows := await engine.read(
        "SELECT * FROM (SELECT done_at + $4 AS since, reference FROM erasures WHERE done_at IS NOT NULL UNION ALL "
        "SELECT asked_at, reference FROM disclosures) AS proofs WHERE (since, reference) > ($1, $2) "
        "ORDER BY since, reference LIMIT $3",
        since,
        last,
        ROWS_PER_READ,
        rest_of_day,
    ):
        for since, last in rows:
            yield since, last
    for seq, at in await engine.read("SELECT seq, at FROM ledger ORDER BY seq LIMIT 1"):
        yield at + rest_of_day, f"ledger row {seq}"


async def _pages(
    engine: Engine, table: str, columns: str
) -> AsyncIterator[tuple[Moment, str, str, str | None, Moment, int, bytes]]:
    sql = (
        f"SELECT destroy_at, {columns}, held_until, erasing, ended.id FROM {table} AS ended "
        "JOIN persons ON persons.person = ended.person WHERE (destroy_at, ended.id) > ($1, $2) "
        "ORDER BY destroy_at, ended.id LIMIT $3"
    )
    at, last = -(2**62), b""
    while rows := await engine.read(sql, at, last, ROWS_PER_READ):
        for row in rows:
            yield row
        at, last = rows[-1][0], rows[-1][-1]
