"""Tables `ledger` and `ledger_head`: the chain of proofs.

SQL computes the next row inside the transaction, so that many can append at once without waiting for each other.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from itertools import chain

from bot.domain.ledger import Entry, Event, Head
from bot.domain.time import Moment, start_of_day
from storage.engine import Engine
from storage.statements import Statement

SELECT = "SELECT seq, at, event, subject, facts, previous, hash FROM ledger"
ROWS_PER_READ = 5_000  # a long chain read at once would fill memory and hold up the event loop


def append(event: Event, subject: str, facts: Mapping[str, object], now: Moment) -> list[Statement]:
    """Add a row to the chain. It has the day of `now` (UTC): a minute would lead to a card and its person.

    Every engine provides the SQL function `ledger_hash`: bot.domain.ledger.hash_of.
    """
    content = json.dumps(facts, ensure_ascii=False, sort_keys=True)
    return [
        Statement(
            "INSERT INTO ledger (seq, at, event, subject, facts, previous, hash) SELECT seq + 1, $1, $2, $3, $4, hash, "
            "ledger_hash(seq + 1, $1, $2, $3, $4, hash) FROM ledger_head",
            (start_of_day(now), event, subject, content),
            touches=1,
        ),
        Statement(
            "UPDATE ledger_head SET seq = (SELECT max(seq) FROM ledger), "
            "hash = (SELECT hash FROM ledger ORDER BY seq DESC LIMIT 1)"
        ),
    ]


async def head(engine: Engine) -> Head:
    """The length of the chain and the hash of its last row."""
    return Head(*(await engine.read("SELECT seq, hash FROM ledger_head"))[0])


async def holds(engine: Engine, published: Head) -> bool:
    """Whether it has this row; also if the row was destroyed because its time was over."""
    rows = await engine.read("SELECT seq, hash FROM ledger WHERE seq >= $1 ORDER BY seq LIMIT 1", published.seq)
    return bool(rows) and (rows[0][0] > published.seq or rows[0][1] == published.hash)


def cut(
    engine: Engine, front: Sequence[Entry], carried: Sequence[Entry], before: Moment, now: Moment
) -> list[Statement]:
    """Destroy the rows of `front`, record where the chain was cut, and write the `carried` rows again at its end.

    All rows of `front` are older than `before`. Conflicts if another process has just cut it.
    """
    last = front[-1]
    facts = {"up_to": last.seq, "hash": last.hash, "before": before}
    delete = Statement("DELETE FROM ledger WHERE seq <= $1", (last.seq,), touches=len(front))
    again = [append(Event.CONSENT_CARRIED, entry.subject, _first_facts(entry), now) for entry in carried]
    return [*chain(*again), *append(Event.LEDGER_CUT, "", facts, now), *engine.lifting("ledger", [delete])]


def _first_facts(entry: Entry) -> Mapping[str, object]:
    """The facts of the row that first recorded the consent, and which row that was, however often it is carried on."""
    facts: dict[str, object] = json.loads(entry.facts)
    return {"given_at": entry.at, "given_row": entry.seq, "given_hash": entry.hash} | facts


async def last_cut(engine: Engine) -> Entry | None:
    """The row that records the last cut; None if the chain was never cut."""
    rows = await engine.read(f"{SELECT} WHERE event = $1 ORDER BY seq DESC LIMIT 1", Event.LEDGER_CUT)
    return Entry(*rows[0]) if rows else None


async def front(engine: Engine, limit: int) -> list[Entry]:
    """The oldest rows, in order."""
    return [Entry(*row) for row in await engine.read(f"{SELECT} ORDER BY seq LIMIT $1", limit)]


async def of_subject(engine: Engine, subject: str) -> list[Entry]:
    """The rows under one name, in order. Reads the whole table: it has no index by name."""
    return [Entry(*row) for row in await engine.read(f"{SELECT} WHERE subject = $1 ORDER BY seq", subject)]


async def entries(engine: Engine) -> AsyncIterator[Entry]:
    """All rows, in order."""
    last = -(2**62)
    while rows := await engine.read(
        f"{SELECT} WHERE seq > $1 ORDER BY seq LIMIT $2",
        last,
        ROWS_PER_READ,
    ):
        for row in rows:
            yield Entry(*row)
        last = rows[-1][0]
