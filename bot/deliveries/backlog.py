"""How do staff learn that many applications are still to be shown, when Telegram lets the bot speak so seldom?"""

from __future__ import annotations

import logging
from collections.abc import Awaitable
from dataclasses import replace

from bot.clock import Clock
from bot.gateway import Trouble, Undelivered
from bot.i18n import Text
from bot.messenger import Messenger
from storage import outbox, staff_group_notice
from storage.staff_group_notice import Notice
from storage.store import Store

log = logging.getLogger(__name__)
MANY = 40  # waiting cards: at 20 messages a minute two minutes' worth; fewer are there before the message is read
RENEWED = 60_000  # milliseconds between two numbers; each costs one of the twenty messages


class Backlog:
    """One message, said when the queue is long, renewed while it lasts, deleted when it has drained.

    Both calls belong to the delivery of a card and are repeated with it: a crash leaves nothing undone.
    """

    def __init__(self, store: Store, messenger: Messenger, text: Text, topic: int | None, clock: Clock) -> None:
        self._store = store
        self._messenger = messenger
        self._text = text
        self._topic = topic
        self._clock = clock

    async def announce(self, chat_id: int) -> None:
        """Before a new card is shown."""
        number = await outbox.waiting_cards(self._store.engine)
        stands = await self._stands_in(chat_id)
        if stands is None and number > MANY:
            await self._tolerate(self._say(chat_id, number))
        elif stands and stands.number != number and self._clock() - stands.shown_at >= RENEWED:
            await self._tolerate(self._renew(stands, number))

    async def settle(self, chat_id: int) -> None:
        """After a card: once nothing waits, the message goes."""
        stands = await self._stands_in(chat_id)
        if stands is None or await outbox.waiting_cards(self._store.engine):
            return
        if not await self._tolerate(self._messenger.delete(chat_id, stands.message_id)):
            # Older than a bot can delete.
            await self._tolerate(self._messenger.edit(chat_id, stands.message_id, self._text("backlog.none")))
        await self._store.commit([staff_group_notice.forget()])

    async def _stands_in(self, chat_id: int) -> Notice | None:
        stands = await staff_group_notice.load(self._store.engine)
        return stands if stands and stands.chat_id == chat_id else None

    async def _say(self, chat_id: int, number: int) -> None:
        message_id = await self._messenger.say(chat_id, self._text("backlog.waiting", count=number), topic=self._topic)
        await self._store.commit([staff_group_notice.put(Notice(chat_id, message_id, number, self._clock()))])

    async def _renew(self, stands: Notice, number: int) -> None:
        await self._messenger.edit(stands.chat_id, stands.message_id, self._text("backlog.waiting", count=number))
        renewed = replace(stands, number=number, shown_at=self._clock())
        await self._store.commit([staff_group_notice.put(renewed)])

    async def _tolerate(self, attempt: Awaitable[None]) -> bool:
        """Whether it worked. What Telegram refuses must not keep a card back; what can be repeated is raised."""
        try:
            await attempt
        except Undelivered as failure:
            if not failure.permanent or failure.trouble in (Trouble.UNREACHABLE, Trouble.MOVED):
                raise
            log.warning("the number of waiting applications was not told: %s", failure.trouble)
            return failure.trouble is Trouble.GONE
        return True
