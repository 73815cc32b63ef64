"""Columns `unanswered` and `late_until`: which message may be filled late, after it was emptied?

`unanswered` is written before a fill is sent and struck out when its answer is known. So a process that dies in between
leaves it to the next one; the process that sends asks its channel instead, which remembers what was not answered.
`late_until` is EPOCH if no fill can come late.
"""

from __future__ import annotations

from bot.domain.time import Moment
from storage.statements import Statement

TABLES = ("cards", "old_cards", "messages", "erasure_messages")
LATER = "CASE WHEN late_until < {0} THEN {0} ELSE late_until END"
"""The later of the two moments; a doubt never ends earlier than was known."""


def answered(until: str) -> str:
    """What to set when the answer to a fill is known; `until` is the placeholder of a moment, or of EPOCH."""
    return f"unanswered = 0, late_until = {LATER.format(until)}"


def inherit(until: Moment) -> list[Statement]:
    """What an earlier process was not answered may take effect `until` then. Before this one sends anything."""
    return [Statement(f"UPDATE {table} SET {answered('$1')} WHERE unanswered = 1", (until,)) for table in TABLES]
