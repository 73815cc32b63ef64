"""Sends a message at most twice while it is unknown whether it has arrived.

No channel offers a key that makes a repeated message idempotent. Each attempt is recorded before the call, and the
record is removed only when the message surely did not arrive. After a crash, or when the answer was lost or is
unreadable, the message is sent once more, and never a third time. After a crash that happens at once, otherwise some
minutes later: what disturbed the first attempt would disturb the second one too.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from bot.dialogue.undelivered import Undelivered
from bot.domain.facts import Fact
from bot.domain.frozen import frozen
from bot.domain.time import MINUTE
from bot.outbox.not_yet import NotYet
from bot.outbox.worker import Delivery
from storage import outbox
from storage.store import Store

log = logging.getLogger(__name__)
MAX_ATTEMPTS = 2
SECOND_ATTEMPT_AFTER = 5 * MINUTE  # the trouble of a proxy is over by then


@frozen
class AtMostTwice:
    """Limits the deliveries of one fact to two attempts that may have arrived."""

    fact: Fact
    store: Store

    def wrap(self, deliver: Delivery) -> Delivery:
        """The same delivery with this limit. It must do nothing but send."""
        return lambda subject: self(subject, lambda: deliver(subject))

    async def __call__(self, subject: bytes, send: Callable[[], Awaitable[object]]) -> None:
        """Returns also when the limit is reached. Raises Undelivered; NotYet if the message may have arrived."""
        doubts = await outbox.count_unconfirmed(self.store.engine, self.fact, subject)
        if doubts >= MAX_ATTEMPTS:
            self._give_up()
            return
        await self.store.commit([outbox.add_unconfirmed(self.fact, subject, 1)])
        try:
            await send()
        except Undelivered as failure:
            if failure.is_certain:
                await self.store.commit([outbox.add_unconfirmed(self.fact, subject, -1)])
            if failure.is_certain or failure.permanent:
                raise
            if doubts + 1 < MAX_ATTEMPTS:
                log.warning("nobody knows what became of %s; it is tried once more in some minutes", self.fact)
                raise NotYet(after=SECOND_ATTEMPT_AFTER) from None
            self._give_up()

    def _give_up(self) -> None:
        log.warning("%s may have arrived twice, and is not sent again", self.fact)
