"""Records that facts were told, also when storage refuses to record it at first."""

from __future__ import annotations

from bot.machine import Sleep
from storage import outbox
from storage.outbox import OutboxRow
from storage.statements import StorageError
from storage.store import Store

SETTLE_SECONDS = 0.2
"""Between two attempts to record what was told."""


class ToldRows:
    """Rows that were delivered. A process records what it has told even if another one leads by now."""

    def __init__(self, store: Store, sleep: Sleep) -> None:
        self._store, self._sleep = store.without_term(), sleep
        self._unrecorded: dict[int, OutboxRow] = {}
        """By number, while they are still in the outbox."""

    def __contains__(self, row: OutboxRow) -> bool:
        """Whether this version was told, and only its record is missing."""
        told = self._unrecorded.get(row.id)
        return told is not None and told.version == row.version

    async def record(self, row: OutboxRow) -> None:
        """Raises StorageUnavailable; the row is remembered then."""
        self._unrecorded[row.id] = row
        await self._store.commit([outbox.delivered(row)])
        del self._unrecorded[row.id]

    async def settle(self) -> None:
        """Record all that is left, as soon as storage takes it. Whoever cannot write does not lead either."""
        while rows := list(self._unrecorded.values()):
            try:
                await self._store.commit([outbox.delivered(row) for row in rows])
                for row in rows:
                    del self._unrecorded[row.id]
            except StorageError:
                await self._sleep(SETTLE_SECONDS)
