"""News of a commit, for tasks that wait for it.

The code that commits does not know who waits. Each statement says what news it brings; the store posts it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from enum import Enum, auto


class News(Enum):
    """Kinds of news; `bot/jobs/after_commit.py` says what follows each."""

    FACT_TO_TELL = auto()  # the outbox has a new row
    ERASURE_REQUESTED = auto()  # a person waits for their erasure
    GROUP_CHANGED = auto()  # a staff group was connected, or has another id


class Bulletin:
    """Unread news, in memory only. After a restart the next start looks in the tables themselves."""

    def __init__(self, tell_others: Callable[[Iterable[News]], None] = lambda news: None) -> None:
        """`tell_others` passes what is posted here to other processes on the same database."""
        self._posted = {news: asyncio.Event() for news in News}
        self._tell_others = tell_others

    def post(self, news: Iterable[News]) -> None:
        """News of a commit of this process."""
        known = set(news)
        self.hear(known)
        self._tell_others(known)

    def hear(self, news: Iterable[News]) -> None:
        """News of a commit of any process."""
        for one in news:
            self._posted[one].set()

    async def read(self, news: News) -> None:
        """Return when there is unread news of this kind. Several posts since the last read count as one."""
        await self._posted[news].wait()
        self._posted[news].clear()
