"""Which of several processes on one database leads: it delivers the outbox, sweeps and watches. All of them answer."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Protocol

from bot.running_parts import RunningParts

log = logging.getLogger(__name__)
Change = Callable[[RunningParts], Awaitable[None]]


class Election(Protocol):
    """One process's part in it. No two processes have won at the same time."""

    async def won(self) -> None:
        """Return when this process is to lead. Called again only after it has stopped leading."""

    async def lost(self) -> None:
        """Return when this process must stop leading."""


async def lead_when_elected(election: Election, parts: RunningParts, begin: Change, stop: Change) -> None:
    """Lead from each victory to the defeat that follows it, until cancelled."""
    while True:
        await parts.run_beside(election.won())
        log.warning("this process leads now")
        await begin(parts)
        await parts.run_beside(election.lost())
        log.warning("this process leads no longer")
        await stop(parts)
