"""Is the ledger what it was when it was written?"""

from __future__ import annotations

from collections.abc import Callable

from bot.domain.ledger import Head, Walk
from storage import ledger
from storage.store import Store

Tick = Callable[[int], None]
"""Told how many rows have been walked."""


class LedgerBroken(Exception):
    """The chain does not hold; `seq` is the number of the first row that is changed or missing."""

    def __init__(self, seq: int) -> None:
        super().__init__(f"the ledger is broken at row {seq}")
        self.seq = seq


async def verify(store: Store, tick: Tick) -> Head:
    """Walk the whole chain; its head. Raises LedgerBroken."""
    walk = Walk([await ledger.head(store.engine), *store.heads.read()])
    async for entry in ledger.entries(store.engine):
        if not walk.is_whole(entry):
            raise LedgerBroken(walk.reached.seq + 1)
        tick(walk.reached.seq)
    missing = walk.missing()
    if missing is not None:
        raise LedgerBroken(missing)
    return walk.reached
