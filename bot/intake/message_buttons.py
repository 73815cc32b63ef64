"""Changes the buttons of a message. A card whose buttons cannot be changed is sent anew."""

from __future__ import annotations

import logging
from functools import partial

from bot.dialogue.channel import Channel
from bot.dialogue.decision import SetButtons
from bot.dialogue.undelivered import Trouble, Undelivered
from bot.domain.facts import Fact
from bot.intake.retry import Retry
from bot.machine import Clock
from storage import cards, outbox
from storage.outbox import STAFF, Urgency
from storage.store import Store

log = logging.getLogger(__name__)


class MessageButtons:
    """Changes buttons by the chat and the number of the message.

    Staff cannot work with a card whose buttons are wrong, so a card that cannot be changed is sent anew.
    """

    def __init__(self, channel: Channel, store: Store, clock: Clock, retry: Retry) -> None:
        self._channel = channel
        self._store = store
        self._clock = clock
        self._retry = retry

    async def change(self, chat_id: int, message_id: int, reply: SetButtons) -> None:
        """Raises Undelivered."""
        if reply.card is None:
            await self._retry(partial(self._channel.set_buttons, chat_id, message_id, reply.keyboard))
            return
        # The lead can be erased meanwhile: an emptied card gets no buttons.
        current = partial(cards.is_current, self._store.engine, reply.card, chat_id, message_id)
        try:
            await self._retry(partial(self._channel.only_if(current).set_buttons, chat_id, message_id, reply.keyboard))
        except Undelivered as failure:
            if failure.trouble not in (Trouble.GONE, Trouble.REFUSED):
                raise
            await self._replace_card(reply.card, message_id)

    async def _replace_card(self, lead: bytes, message_id: int) -> None:
        log.warning("the buttons of a card cannot be changed: it comes anew")
        now = self._clock()
        card = outbox.tell(STAFF, Fact.CARD, lead, now, Urgency.PRESS)
        await self._store.commit([*cards.replace(lead), card])
