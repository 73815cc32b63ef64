"""Keys that must be in the keystore before the rows that they open are written."""

from __future__ import annotations

from bot.domain.frozen import frozen
from bot.domain.time import Moment
from storage import unsettled
from storage.statements import Statement


@frozen
class NewKey:
    """A key to be stored. Conflicts if its subject has one already."""

    subject: bytes
    wrapped: bytes
    created_at: Moment

    def statements(self) -> list[Statement]:
        insert = "INSERT INTO keys (subject, wrapped, created_at) VALUES ($1, $2, $3)"
        return [
            Statement(insert, (self.subject, self.wrapped, self.created_at)),
            unsettled.mark(self.subject, self.created_at),
        ]


@frozen
class KeptKey:
    """A stored key to be used again: its rows were never stored, or are in another database. Conflicts if gone."""

    subject: bytes
    now: Moment

    def statements(self) -> list[Statement]:
        still_there = "UPDATE keys SET created_at = created_at WHERE subject = $1"
        return [Statement(still_there, (self.subject,), touches=1), unsettled.mark_again(self.subject, self.now)]


Key = NewKey | KeptKey
