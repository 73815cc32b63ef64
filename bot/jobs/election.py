"""Which of several processes on one database leads: it delivers the outbox, sweeps and watches. All of them answer."""

from __future__ import annotations

from typing import Protocol


class Election(Protocol):
    """One process's part in it. No two processes have won at the same time."""

    async def won(self) -> None:
        """Return when this process is to lead. Called again only after it has stopped leading."""

    async def lost(self) -> None:
        """Return when this process must stop leading."""
