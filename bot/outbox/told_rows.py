"""Records that facts were told, also when storage refuses to record it at first."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto

from bot.machine import Sleep
from storage import outbox
from storage.outbox import OutboxRow
from storage.statements import Statement, StorageError
from storage.store import Store

SETTLE_SECONDS = 0.2
"""Between two attempts to record what was told."""


class Recorded(Enum):
    """What a delivery returns that has recorded itself that its row was told."""

    RECORDED = auto()


RECORDED = Recorded.RECORDED


class ToldRows:
    """Rows that this process has delivered. It records them even if another process has become the leader."""

    def __init__(self, store: Store, sleep: Sleep) -> None:
        self._store, self._sleep = store.without_term(), sleep
        self._unrecorded: dict[int, tuple[OutboxRow, list[Statement]]] = {}
        """By number, while they are still in the outbox, with what is to be written then."""

    def __contains__(self, row: OutboxRow) -> bool:
        """Whether this version was told, and only its record is missing."""
        told, _ = self._unrecorded.get(row.id) or (None, None)
        return told is not None and told.version == row.version

    def note(self, row: OutboxRow, also: Sequence[Statement] | Recorded | None = None) -> None:
        """The row was delivered. `also` is written in the same transaction as its record, unless that is written."""
        if also is RECORDED:
            self._unrecorded.pop(row.id, None)
        else:
            self._unrecorded[row.id] = (row, [*(also or ()), outbox.delivered(row)])

    async def record(self, row: OutboxRow) -> None:
        """Record what was noted of it. Raises StorageUnavailable; the row is remembered then."""
        if noted := self._unrecorded.get(row.id):
            await self._store.commit(noted[1])
            del self._unrecorded[row.id]

    async def settle(self) -> None:
        """Record all that is left, as soon as storage takes it. Whoever cannot write does not lead either."""
        while left := list(self._unrecorded.values()):
            try:
                await self._store.commit([one for _, written in left for one in written])
                for row, _ in left:
                    del self._unrecorded[row.id]
            except StorageError:
                await self._sleep(SETTLE_SECONDS)
