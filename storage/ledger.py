"""Tables `ledger` and `ledger_head`: the chain is continued inside the writer's transaction, so that many can append at
once without waiting for each other.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from itertools import chain

from bot.domain.ledger import Entry, Event, Head
from bot.domain.time import Moment
from storage.engine import Engine
from storage.statements import Statement

SELECT = "SELECT seq, at, event, subject, facts, previous, hash FROM ledger"
PAGE = 5_000  # rows read at a time, so that a long chain neither fills memory nor stops the loop


def append(event: Event, subject: str, facts: Mapping[str, object], now: Moment) -> list[Statement]:
    """`ledger_hash` is a function every engine provides: bot.domain.ledger.hash_of."""
    content = json.dumps(facts, ensure_ascii=False, sort_keys=True)
    return [
        Statement(
            "INSERT INTO ledger (seq, at, event, subject, facts, previous, hash) SELECT seq + 1, $1, $2, $3, $4, hash, "
            "ledger_hash(seq + 1, $1, $2, $3, $4, hash) FROM ledger_head",
            (now, event, subject, content),
            touches=1,
        ),
        Statement(
            "UPDATE ledger_head SET seq = (SELECT max(seq) FROM ledger), "
            "hash = (SELECT hash FROM ledger ORDER BY seq DESC LIMIT 1)"
        ),
    ]


async def head(engine: Engine) -> Head:
    return Head(*(await engine.read("SELECT seq, hash FROM ledger_head"))[0])


def cut(
    engine: Engine, front: Sequence[Entry], carried: Sequence[Entry], before: Moment, now: Moment
) -> list[Statement]:
    """Destroy rows from the front, and write down up to which; what is `carried` is written down anew.

    `before` is the moment that all of them are older than. Conflicts if somebody else has just done it.
    """
    last = front[-1]
    facts = {"up_to": last.seq, "hash": last.hash, "before": before}
    delete = Statement("DELETE FROM ledger WHERE seq <= $1", (last.seq,), touches=len(front))
    again = [append(Event.CONSENT_CARRIED, entry.subject, _first_facts(entry), now) for entry in carried]
    return [*chain(*again), *append(Event.LEDGER_CUT, "", facts, now), *engine.lifting("ledger", [delete])]


def _first_facts(entry: Entry) -> Mapping[str, object]:
    """What was written down when the consent was given, and in which row, however often it is carried on."""
    facts: dict[str, object] = json.loads(entry.facts)
    return {"given_at": entry.at, "given_row": entry.seq, "given_hash": entry.hash} | facts


async def last_cut(engine: Engine) -> Entry | None:
    rows = await engine.read(f"{SELECT} WHERE event = $1 ORDER BY seq DESC LIMIT 1", Event.LEDGER_CUT)
    return Entry(*rows[0]) if rows else None


async def front(engine: Engine, limit: int) -> list[Entry]:
    """The first rows there are."""
    return [Entry(*row) for row in await engine.read(f"{SELECT} ORDER BY seq LIMIT $1", limit)]


async def entries(engine: Engine) -> AsyncIterator[Entry]:
    """All rows in order."""
    last = -(2**62)
    while rows := await engine.read(
        f"{SELECT} WHERE seq > $1 ORDER BY seq LIMIT $2",
        last,
        PAGE,
    ):
        for row in rows:
            yield Entry(*row)
        last = rows[-1][0]
