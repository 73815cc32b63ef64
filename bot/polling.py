"""How are updates fetched, and when are they acknowledged?

The next getUpdates call is what acknowledges, so it goes out only when the batch is committed. The offset is never
stored: after a quiet week update ids start anew at a random number (facts/reliability.md 6).
"""

from __future__ import annotations

import asyncio
import logging

from aiogram.methods import DeleteWebhook, GetUpdates
from aiogram.types import Update

from bot.gateway import Trouble, Undelivered
from bot.receive import Receiver, Taken
from bot.session import Client

log = logging.getLogger(__name__)
KINDS = ["message", "edited_message", "callback_query", "my_chat_member"]
WAIT = 25  # seconds of long polling
PATIENCE = 1.0  # seconds the acknowledgement waits for decisions; what takes longer is brought again meanwhile
GRACE = 1.0  # seconds the acknowledgement waits for replies: a slow chat must not hold up the others
LONGEST_PAUSE = 5.0  # seconds between tries after errors; a press lives only 150 s


class Poller:
    """Polls until cancelled."""

    def __init__(self, client: Client, receiver: Receiver) -> None:
        self._client = client
        self._receiver = receiver
        self._offset: int | None = None

    async def run(self) -> None:
        pause, clear = 0.0, False
        while True:
            await asyncio.sleep(pause)
            try:
                clear = clear or await self._client(DeleteWebhook(drop_pending_updates=False), request_timeout=15)
                updates = await self._fetch()
            except Undelivered as error:
                pause = self._slow_down(pause, error)
                continue
            pause = 0.0 if await self._take(updates) else min(pause + 1.0, LONGEST_PAUSE)

    async def acknowledge(self) -> None:
        """At a good end: tell Telegram what is done, or the next start would ask everybody again."""
        if self._offset is None:
            return
        try:
            await self._client(GetUpdates(offset=self._offset, limit=1, timeout=0), request_timeout=3)
        except Undelivered as failure:
            log.info("the last batch stays unacknowledged: %s", failure.explanation)

    async def _fetch(self) -> list[Update]:
        call = GetUpdates(offset=self._offset, timeout=WAIT, allowed_updates=KINDS)
        said = await self._client(call, request_timeout=WAIT + 10)
        updates = [Update.model_validate(raw, context={"bot": self._client}) for raw in said]
        if not updates:
            self._offset = None
        return updates

    async def _take(self, updates: list[Update]) -> bool:
        """Everything up to the first update that is not stored is acknowledged by the next call; False if storage
        refused it, and needs a pause."""
        for update, taken in zip(updates, await self._receiver.take(updates, PATIENCE, GRACE), strict=True):
            if taken is not Taken.COMMITTED:
                return taken is Taken.UNDECIDED
            self._offset = update.update_id + 1
        return True

    def _slow_down(self, pause: float, failure: Undelivered) -> float:
        if failure.trouble is Trouble.CONFLICT:
            log.error("another process polls with this token; only one can")
            return LONGEST_PAUSE
        log.warning("updates could not be fetched: %s", failure.explanation)
        return failure.retry_after or min(pause * 2 + 0.25, LONGEST_PAUSE)
