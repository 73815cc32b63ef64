"""How does a message get other buttons, if the channel no longer shows it to the bot, or does not let it be changed?"""

from __future__ import annotations

import logging
from functools import partial

from bot.dialogue.channel import Channel
from bot.dialogue.decision import SetButtons
from bot.dialogue.undelivered import Trouble, Undelivered
from bot.intake.retry import Retry
from bot.machine import Clock
from storage import cards, outbox
from storage.outbox import STAFF, Fact, Urgency
from storage.store import Store

log = logging.getLogger(__name__)


class SettingButtons:
    """Changes buttons by chat and number. A card that refuses it comes anew: nobody could work with it."""

    def __init__(self, channel: Channel, store: Store, clock: Clock, retry: Retry) -> None:
        self._channel = channel
        self._store = store
        self._clock = clock
        self._retry = retry

    async def set_buttons(self, chat_id: int, message_id: int, reply: SetButtons) -> None:
        """Raises Undelivered."""
        if reply.card is None:
            await self._retry(partial(self._channel.set_buttons, chat_id, message_id, reply.keyboard))
            return
        # The lead may be erased meanwhile: an emptied card gets no buttons any more.
        current = partial(cards.is_current, self._store.engine, reply.card, chat_id, message_id)
        try:
            await self._retry(partial(self._channel.only_if(current).set_buttons, chat_id, message_id, reply.keyboard))
        except Undelivered as failure:
            if failure.trouble not in (Trouble.GONE, Trouble.REFUSED):
                raise
            await self._bring_anew(reply.card, message_id)

    async def _bring_anew(self, lead: bytes, message_id: int) -> None:
        log.warning("the buttons of a card cannot be changed: it comes anew")
        now = self._clock()
        card = outbox.tell(STAFF, Fact.CARD, lead, now, Urgency.PRESS)
        await self._store.commit([*cards.replace(lead), card])
