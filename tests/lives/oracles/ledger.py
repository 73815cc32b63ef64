"""Is the ledger a whole chain, and does it speak of everything that people were told?

The chain is computed here anew, as docs say: SHA-256 over all columns, each with its length before it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from typing import Any

from simulator.actors.user import User
from tests.form import NAMES
from tests.lives.moments import MINUTE, was_restored
from tests.lives.played import Played
from tests.lives.said import people
from tests.lives.sentences import says

SOON = 3 * MINUTE
ERASURE = re.compile(r"\bE-[0-9A-Z]{6}\b")


def check(played: Played) -> list[str]:
    books = played.seen.books
    rows = books.read("SELECT seq, at, event, subject, facts, previous, hash FROM ledger ORDER BY seq")
    head = books.read("SELECT seq, hash FROM ledger_head")
    found = _chain(rows)
    end = (rows[-1][0], rows[-1][6]) if rows else (0, "")
    if head and head[0] != end:
        found.append(f"the ledger ends with row {end[0]}, and its head says {head[0][0]}")
    if was_restored(played) or any(row[2] == "ledger_cut" for row in rows):
        return found  # what it said has been destroyed with its front
    return found + _untold(played, rows) + _corrections(played, rows) + _consents(played, rows)


def _chain(rows: Sequence[tuple[Any, ...]]) -> list[str]:
    found = []
    for before, row in zip([None, *rows], rows, strict=False):
        parts = "".join(f"{len(str(one).encode())}:{one}" for one in row[:6])
        if hashlib.sha256(parts.encode()).hexdigest() != row[6]:
            found.append(f"row {row[0]} of the ledger is not what was written")
        if before and (before[0] + 1, before[6]) != (row[0], row[5]):
            found.append(f"row {row[0]} of the ledger does not follow row {before[0]}")
    return found


def _untold(played: Played, rows: Sequence[tuple[Any, ...]]) -> list[str]:
    """Every erasure that somebody was told of."""
    destroyed = {json.loads(row[4]).get("reference") for row in rows if row[2] == "data_destroyed"}
    told = {
        reference
        for user in people(played.life.world.users)
        for message in user.chat.history
        if message.by_bot and says(message.text, "erased.reference")
        for reference in ERASURE.findall(message.text)
    }
    return [f"the ledger does not speak of {reference}" for reference in sorted(told - destroyed)]


def _corrections(played: Played, rows: Sequence[tuple[Any, ...]]) -> list[str]:
    """Every correction that somebody was told of, and no value. Said twice within minutes, it may be told again after a
    lost answer."""
    written = [json.loads(row[4]) for row in rows if row[2] == "data_corrected"]
    told = sum(_times_told(played, user) for user in people(played.life.world.users))
    found = [f"a row about a correction says {facts}" for facts in written if not _names_fields(facts)]
    if told > len(written):
        found.append(f"{told} corrections were told of, and the ledger speaks of {len(written)}")
    return found


def _names_fields(facts: dict[str, Any]) -> bool:
    return set(facts) == {"fields"} and bool(facts["fields"]) and set(facts["fields"]) <= set(NAMES)


def _times_told(played: Played, user: User) -> int:
    said = sorted(
        played.seen.states(one)[0].since
        for one in user.chat.history
        if one.by_bot and says(one.text, "correction.saved")
    )
    return sum(not before or at - before > SOON for before, at in zip([0, *said], said, strict=False))


def _consents(played: Played, rows: Sequence[tuple[Any, ...]]) -> list[str]:
    """As many were given as stand in the table, and at least one for each erasure of somebody's whole data."""
    given = sum(row[2] == "consent_given" for row in rows)
    stored = played.seen.books.read("SELECT count(*) FROM consents")[0][0]
    withdrawn = played.seen.books.read("SELECT count(*) FROM consents WHERE withdrawn_at IS NOT NULL")[0][0]
    told = sum(row[2] == "consent_withdrawn" for row in rows)
    found = []
    if given < stored:
        found.append(f"{stored} consents are stored, and the ledger has {given}")
    if told < withdrawn:
        found.append(f"{withdrawn} consents are withdrawn, and the ledger has {told}")
    return found
