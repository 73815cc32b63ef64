"""Which key has to be in the keystore before rows that it opens are written?"""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.time import Moment
from storage import unsettled
from storage.statements import Statement


@dataclass(frozen=True, slots=True)
class NewKey:
    """Conflicts if its subject has one already."""

    subject: bytes
    wrapped: bytes
    created_at: Moment

    def statements(self) -> list[Statement]:
        insert = "INSERT INTO keys (subject, wrapped, created_at) VALUES ($1, $2, $3)"
        return [
            Statement(insert, (self.subject, self.wrapped, self.created_at)),
            unsettled.mark(self.subject, self.created_at),
        ]


@dataclass(frozen=True, slots=True)
class KeptKey:
    """Of somebody whose rows were not stored, or are another database's. Conflicts if it is gone by now."""

    subject: bytes
    now: Moment

    def statements(self) -> list[Statement]:
        still_there = "UPDATE keys SET created_at = created_at WHERE subject = $1"
        return [Statement(still_there, (self.subject,), touches=1), unsettled.mark_again(self.subject, self.now)]


Key = NewKey | KeptKey
