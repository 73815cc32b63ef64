"""What has a commit brought that somebody waits for?

Whoever commits need not know who waits, or for what: each statement says what it brings, and the store posts it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from enum import Enum, auto


class News(Enum):
    """Kinds of it; what follows each stands in `bot/jobs/after_commit.py`."""

    FACT_TO_TELL = auto()  # there is something new in the outbox
    ERASURE_WISHED = auto()  # somebody waits for an erasure to be carried out
    GROUP_CONNECTED = auto()  # there is a staff group now


class Bulletin:
    """News since they were last read, in memory: what a process left unread is found in the tables themselves."""

    def __init__(self) -> None:
        self._posted = {news: asyncio.Event() for news in News}

    def post(self, news: Iterable[News]) -> None:
        for one in news:
            self._posted[one].set()

    async def read(self, news: News) -> None:
        """Return when there is some of this kind that nobody has read; once for all that came meanwhile."""
        await self._posted[news].wait()
        self._posted[news].clear()
