"""The head of the ledger, day by day, outside the database.

To hide a change of the ledger, somebody would have to rewrite the chain, these heads and the log.
"""

from __future__ import annotations

from typing import Protocol

from bot.domain.ledger import Head
from bot.domain.time import Moment


class Heads(Protocol):
    """Where they stand: `storage/head_file.py` is a file."""

    async def read(self) -> list[Head]:
        """Raises HeadsUnusable."""

    async def dated(self) -> list[tuple[Moment, Head]]:
        """The same, with the moment at which each was published. Raises HeadsUnusable."""

    async def last_at(self) -> Moment:
        """When a head was last published; EPOCH if never. Raises HeadsUnusable."""

    async def publish(self, head: Head, now: Moment) -> None:
        """It is on disk when this returns. Raises HeadsUnusable."""

    async def give_up_after(self, seq: int, now: Moment) -> None:
        """The ledger was restored, and ends at row `seq`: heads of later rows do not count any more."""
