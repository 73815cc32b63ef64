"""How is somebody not told the same again and again while nobody knows whether it has arrived?

No channel has a key by which it would know a repeated message. Before something is sent the attempt is written down; it
is struck out again only when it surely did not arrive. After a crash, or an answer that was lost or that nobody can
read, it is sent once more, and no third time: after a crash at once, otherwise some minutes later, for
whatever disturbed the first attempt would disturb the second as well.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.dialogue.undelivered import Undelivered
from bot.domain.time import MINUTE
from bot.outbox.not_yet import NotYet
from bot.outbox.worker import Deliver
from storage import outbox
from storage.outbox import Fact
from storage.store import Store

log = logging.getLogger(__name__)
ATTEMPTS = 2
DOUBT_LASTS = 5 * MINUTE  # until what may have arrived is sent once more; a proxy's trouble is over by then


@dataclass(frozen=True, slots=True)
class AtMostTwice:
    """Sends what is to be said of this fact, with that restraint."""

    fact: Fact
    store: Store

    def around(self, deliver: Deliver) -> Deliver:
        """A delivery that does nothing but send."""
        return lambda subject: self(subject, lambda: deliver(subject))

    async def __call__(self, subject: bytes, send: Callable[[], Awaitable[None]]) -> None:
        """Returns also if it is sent no more. Raises Undelivered; NotYet if it may have arrived."""
        doubts = await outbox.count_unconfirmed(self.store.engine, self.fact, subject)
        if doubts >= ATTEMPTS:
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
            if doubts + 1 < ATTEMPTS:
                log.warning("nobody knows what became of %s; it is tried once more in some minutes", self.fact)
                raise NotYet(after=DOUBT_LASTS) from None
            self._give_up()

    def _give_up(self) -> None:
        log.warning("%s may have arrived twice, and is not sent again", self.fact)
