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
from bot.domain.frozen import frozen
from bot.domain.time import MINUTE
from bot.outbox.not_yet import NotYet
from bot.outbox.worker import Delivery
from storage import outbox
from storage.outbox import OutboxRow
from storage.store import Store

log = logging.getLogger(__name__)
MAX_ATTEMPTS = 2
SECOND_ATTEMPT_AFTER = 5 * MINUTE  # the trouble of a proxy is over by then


@frozen
class AtMostTwice:
    """Limits deliveries to two attempts that may have arrived."""

    store: Store

    def wrap(self, deliver: Delivery) -> Delivery:
        """The same delivery with this limit. It must do nothing but send."""
        return lambda row: self(row, lambda: deliver(row))

    async def __call__(self, row: OutboxRow, send: Callable[[], Awaitable[object]]) -> None:
        """Returns also when the limit is reached. Raises Undelivered; NotYet if the message may have arrived."""
        if row.doubts >= MAX_ATTEMPTS:
            _give_up(row)
            return
        await self.store.commit([outbox.add_unconfirmed(row, 1)])
        try:
            await send()
        except Undelivered as failure:
            if failure.is_certain:
                await self.store.commit([outbox.add_unconfirmed(row, -1)])
            if failure.is_certain or failure.permanent:
                raise
            if row.doubts + 1 < MAX_ATTEMPTS:
                log.warning("nobody knows what became of %s; it is tried once more in some minutes", row.fact)
                raise NotYet(after=SECOND_ATTEMPT_AFTER) from None
            _give_up(row)


def _give_up(row: OutboxRow) -> None:
    log.warning("%s may have arrived twice, and is not sent again", row.fact)
