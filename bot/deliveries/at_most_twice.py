"""How is somebody not told the same again and again while nobody knows whether it has arrived?

Telegram has no key by which it would know a repeated message. Before something is sent the attempt is written down; it
is struck out again only when it surely did not arrive. After a crash, or a connection that broke before the answer,
it is sent once more, and no third time.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from bot.deliver import Deliver
from bot.gateway import Undelivered
from storage import outbox
from storage.outbox import Fact
from storage.store import Store

log = logging.getLogger(__name__)
ATTEMPTS = 2


class AtMostTwice:
    """Sends what is to be said of this fact, with that restraint."""

    def __init__(self, fact: Fact, store: Store) -> None:
        self._fact = fact
        self._store = store

    def around(self, deliver: Deliver) -> Deliver:
        """A delivery that does nothing but send."""
        return lambda subject: self(subject, lambda: deliver(subject))

    async def __call__(self, subject: bytes, send: Callable[[], Awaitable[None]]) -> None:
        """Returns also if it is sent no more."""
        if await outbox.doubts(self._store.engine, self._fact, subject) >= ATTEMPTS:
            log.warning("%s may have arrived twice, and is not sent again", self._fact)
            return
        await self._store.commit([outbox.doubt(self._fact, subject, 1)])
        try:
            await send()
        except Undelivered as failure:
            if failure.is_certain:
                await self._store.commit([outbox.doubt(self._fact, subject, -1)])
            raise
