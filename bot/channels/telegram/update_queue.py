"""Fetches batches of updates from Telegram, even if one of them is broken.

An update waits at Telegram until a call with a higher offset acknowledges it. A batch that is not JSON is fetched again
one update at a time. The one that is broken is then alone, and is acknowledged by the number at its beginning.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.channels.telegram.calls import call
from bot.channels.telegram.client import Client
from bot.channels.telegram.events import KINDS
from bot.channels.telegram.http_response import Response
from bot.channels.telegram.incoming import Arrived, read_updates
from bot.channels.telegram.responses import is_intact, result_of
from bot.dialogue.event import Unreadable
from bot.dialogue.undelivered import Trouble, Undelivered

LONG_POLL_SECONDS = 25
MAX_BATCH_SIZE = 100  # updates (Bot API, getUpdates)
MAX_PARSE_ATTEMPTS = 3  # for one update that is not JSON; a connection that damages it now may not do so the next time
FIRST_UPDATE = re.compile(rb'"update_id"\s*:\s*(\d{1,15})\s*,\s*(?:"([a-z_]{1,40})")?')
"""The beginning of the first update: its number and its kind."""


class UpdateQueue:
    """The updates that wait at Telegram. The offset is kept in memory only, because after a quiet week the numbers
    start again at a random one (docs/facts/telegram.md 1.6)."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._offset: int | None = None
        self._limit = MAX_BATCH_SIZE
        self._failures = 0

    async def fetch(self) -> list[Arrived]:
        """Acknowledge what is marked done, and wait for more; empty if nothing comes in time. Raises Undelivered."""
        fetching = call(
            "getUpdates",
            offset=self._offset,
            limit=self._limit,
            timeout=LONG_POLL_SECONDS,
            allowed_updates=KINDS,
        )
        response = await self._client.ask(fetching, LONG_POLL_SECONDS + 10)
        try:
            raws = result_of(response)
        except Undelivered:
            if (first := _first_update(response)) is None:
                raise
            return self._isolate(*first)
        return self._read(raws, response)

    def has_nothing_new(self, arrived: Sequence[Arrived]) -> bool:
        """Whether all of these updates are marked done already; true if there are none."""
        return all(one.update_id < (self._offset or 0) for one in arrived)

    def mark_done(self, update_id: int) -> None:
        """The next call acknowledges everything up to this one."""
        self._offset = max(self._offset or 0, update_id + 1)

    async def acknowledge(self) -> None:
        """Acknowledge what is marked done, without waiting for more. Raises Undelivered."""
        if self._offset is not None:
            await self._client(call("getUpdates", offset=self._offset, limit=1, timeout=0), seconds=3)

    def _read(self, raws: object, response: Response) -> list[Arrived]:
        arrived = (
            read_updates(raws, self._offset, self._client.name, is_intact=is_intact(response.body))
            if isinstance(raws, list)
            else []
        )
        if raws and not arrived:
            raise Undelivered(Trouble.OUTAGE, status=response.status, reason="updates without a number")
        if not arrived:
            self._offset = None
        self._limit, self._failures = min(self._limit * 2, MAX_BATCH_SIZE), 0
        return arrived

    def _isolate(self, update_id: int, kind: str) -> list[Arrived]:
        self._failures = self._failures + 1 if self._limit == 1 else 0
        self._limit = 1
        if self._failures < MAX_PARSE_ATTEMPTS:
            raise Undelivered(Trouble.OUTAGE, status=200, reason="updates that are no JSON")
        self._failures = 0
        return [Arrived(update_id, Unreadable(update_id, f"{kind} (no JSON)"))]


def _first_update(response: Response) -> tuple[int, str] | None:
    """The number and the kind of the first update in a response that is not JSON; None if they cannot be found."""
    found = FIRST_UPDATE.search(response.body) if response.status == 200 else None
    return (int(found[1]), (found[2] or b"unknown kind").decode()) if found else None
