"""Columns `unanswered` and `late_until`: messages that may still be filled after they were emptied.

`unanswered` is set before a fill is sent and cleared when its answer is known. If the process dies in between, the next
one finds it there. (The process that sends asks its channel, which remembers what was not answered.) `late_until` is
EPOCH if no fill can come late.
"""

from __future__ import annotations

from bot.domain.time import Moment
from storage.statements import Statement

TABLES = ("cards", "old_cards", "messages", "erasure_messages", "contact_messages")
LATER = "CASE WHEN late_until < {0} THEN {0} ELSE late_until END"
"""The later of the stored and the new moment: `late_until` never becomes earlier."""


def answered(until: str) -> str:
    """The SET clause for an answered fill; `until` is the placeholder of `late_until`."""
    return f"unanswered = 0, late_until = {LATER.format(until)}"


def inherit(until: Moment) -> list[Statement]:
    """Record that unanswered fills of an earlier process may take effect until then. Do it before anything is sent."""
    return [Statement(f"UPDATE {table} SET {answered('$1')} WHERE unanswered = 1", (until,)) for table in TABLES]
