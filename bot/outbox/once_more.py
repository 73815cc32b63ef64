"""Sends a message once more if its answer was lost, and then only when the channel answers.

No channel offers a key that makes a repeated message idempotent. What a person must hear, such as the reference of an
application, is therefore repeated; but a proxy that loses answers for half an hour would bring it a hundred times. So
the loss is recorded, the channel is asked for nothing until it answers, and the message goes once more. If that answer
is lost too, the message counts as told. A process that dies in between has recorded nothing, and the next one begins
anew (docs/decisions/once-more.md).
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from bot.dialogue.channel import Channel
from bot.dialogue.undelivered import Undelivered
from bot.domain.frozen import frozen
from bot.outbox.worker import Delivery
from storage import outbox
from storage.outbox import OutboxRow
from storage.store import Store

log = logging.getLogger(__name__)


@frozen
class OnceMore:
    """Limits the deliveries whose answers were lost to two."""

    store: Store
    channel: Channel
    gives_up: bool = True
    """Otherwise the next repetitions follow, each when the channel answers."""

    def wrap(self, deliver: Delivery) -> Delivery:
        """The same delivery with this limit. It must do nothing but send."""
        return lambda row: self(row, lambda: deliver(row))

    async def __call__(self, row: OutboxRow, send: Callable[[], Awaitable[object]]) -> None:
        """Returns also if the second answer is lost. Raises Undelivered, and NoLongerLeading."""
        is_repeated = row.doubts > 0
        if is_repeated:
            await self.channel.ping()
        await self.store.term.confirm(self.store.engine)
        try:
            await send()
        except Undelivered as failure:
            if failure.is_certain or failure.permanent:
                raise
            if is_repeated and self.gives_up:
                log.warning("%s may have arrived twice, and is not sent again", row.fact)
                return
            if not is_repeated:
                await self.store.commit([outbox.add_unconfirmed(row, 1)])
            raise
