"""Verifies that the ledger is unchanged since it was written."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.ledger import ChainCheck, Head, cut_of
from bot.operator.progress import Tick
from bot.refusal import Refusal
from storage import ledger
from storage.store import Store


class LedgerBroken(Refusal):
    """The chain does not hold; `seq` is the number of the first row that is changed or missing."""

    def __init__(self, seq: int) -> None:
        super().__init__(f"the ledger is broken at row {seq}")
        self.seq = seq


async def verify(store: Store, tick: Tick, published: Sequence[Head] | None = None) -> Head:
    """Walk the whole chain and return its head; `tick` hears the number of each row. Raises LedgerBroken.

    `published` are the heads that it must hold; all that there are if nothing is said.
    """
    published = await store.heads.read() if published is None else published
    heads = [await ledger.head(store.engine), *published]
    cut, first = await find_cut(store), next(iter(await ledger.front(store.engine, 1)), None)
    walk = ChainCheck(heads, cut)
    if cut is None and first and first.seq > 1:
        # Rows at the front are missing. The walk tells whether one of the others was changed too.
        walk = ChainCheck(heads, Head(first.seq - 1, first.previous))
    if cut and any(head.seq == cut.seq and head.hash != cut.hash for head in heads):
        raise LedgerBroken(cut.seq)
    start = walk.reached
    async for entry in ledger.entries(store.engine):
        if not walk.is_whole(entry):
            raise LedgerBroken(walk.reached.seq + 1)
        tick(walk.reached.seq)
    missing = 1 if start.seq and not cut else walk.missing()
    if missing is not None:
        raise LedgerBroken(missing)
    return walk.reached


async def find_cut(store: Store) -> Head | None:
    """The last row that was destroyed because its time was over (RETENTION_PROOF); None if none was."""
    entry = await ledger.last_cut(store.engine)
    return cut_of(entry) if entry else None
