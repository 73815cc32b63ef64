"""Tables `ledger` and `ledger_head`: the chain is continued inside the writer's transaction, so that many can append at
once without waiting for each other.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping

from bot.domain.ledger import Entry, Event, Head
from storage.engine import Engine
from storage.statements import Statement

PAGE = 5_000  # rows read at a time, so that a long chain neither fills memory nor stops the loop


def append(event: Event, subject: str, facts: Mapping[str, object], now: int) -> list[Statement]:
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


async def entries(engine: Engine) -> AsyncIterator[Entry]:
    """All rows in order."""
    last = -(2**62)
    while rows := await engine.read(
        "SELECT seq, at, event, subject, facts, previous, hash FROM ledger WHERE seq > $1 ORDER BY seq LIMIT $2",
        last,
        PAGE,
    ):
        for row in rows:
            yield Entry(*row)
        last = rows[-1][0]
