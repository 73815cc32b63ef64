"""How does a batch of updates come in, however broken it is?

Each update waits at Telegram until a call with a higher offset acknowledges it. A batch that is no JSON is fetched one
by one, until the one that breaks it stands alone: it is let go by the number that its bytes begin with.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from aiogram.methods import GetUpdates

from bot.channels.telegram.answers import Answer, is_intact, result_of
from bot.channels.telegram.events import KINDS
from bot.channels.telegram.incoming import Arrived, read_updates
from bot.channels.telegram.session import Client
from bot.dialogue.event import Unreadable
from bot.dialogue.undelivered import Trouble, Undelivered

WAIT = 25  # seconds of long polling
MOST = 100  # updates in a batch (Bot API)
TRIES = 3  # of one update that is no JSON: a line that is broken now may be whole the next time
HEAD = re.compile(rb'"update_id"\s*:\s*(\d{1,15})\s*,\s*(?:"([a-z_]{1,40})")?')
"""What an update begins with."""


class Queue:
    """The updates that wait at Telegram. The offset lives in memory only: after a quiet week the numbers start anew at
    random (docs/facts/telegram.md 1.6)."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._offset: int | None = None
        self._limit = MOST
        self._failures = 0

    async def fetch(self) -> list[Arrived]:
        """Wait for updates; acknowledges what has been let go. None if nothing came in time. Raises Undelivered."""
        call = GetUpdates(offset=self._offset, limit=self._limit, timeout=WAIT, allowed_updates=list(KINDS))
        answer = await self._client.ask(call, WAIT + 10)
        try:
            raws = result_of(answer)
        except Undelivered:
            if (head := _head(answer)) is None:
                raise
            return self._narrow(*head)
        return self._open(raws, answer)

    def brings_nothing_new(self, arrived: Sequence[Arrived]) -> bool:
        """Whether all of it has been let go already, if there is anything."""
        return all(one.update_id < (self._offset or 0) for one in arrived)

    def let_go(self, update_id: int) -> None:
        """The next call acknowledges everything up to this one."""
        self._offset = max(self._offset or 0, update_id + 1)

    async def acknowledge(self) -> None:
        """Without waiting for more. Raises Undelivered."""
        if self._offset is not None:
            await self._client(GetUpdates(offset=self._offset, limit=1, timeout=0), request_timeout=3)

    def _open(self, raws: object, answer: Answer) -> list[Arrived]:
        arrived = (
            read_updates(raws, self._offset, self._client.name, is_intact=is_intact(answer.body))
            if isinstance(raws, list)
            else []
        )
        if raws and not arrived:
            raise Undelivered(Trouble.OUTAGE, status=answer.status, reason="updates without a number")
        if not arrived:
            self._offset = None
        self._limit, self._failures = min(self._limit * 2, MOST), 0
        return arrived

    def _narrow(self, update_id: int, kind: str) -> list[Arrived]:
        self._failures = self._failures + 1 if self._limit == 1 else 0
        self._limit = 1
        if self._failures < TRIES:
            raise Undelivered(Trouble.OUTAGE, status=200, reason="updates that are no JSON")
        self._failures = 0
        return [Arrived(update_id, Unreadable(update_id, f"{kind} (no JSON)"))]


def _head(answer: Answer) -> tuple[int, str] | None:
    """The number and the kind of the first update in an answer that is no JSON."""
    found = HEAD.search(answer.body) if answer.status == 200 else None
    return (int(found[1]), (found[2] or b"unknown kind").decode()) if found else None
