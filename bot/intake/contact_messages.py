"""Sends the colleague who took a lead the message in which its contacts will stand: it holds none yet.

In the group, where they alone see it; else in their private chat. Once its id is stored, the outbox fills it.
"""

from __future__ import annotations

import logging

from bot.dialogue.channel import Channel
from bot.dialogue.decision import ShowContacts
from bot.dialogue.event import Event, Tap
from bot.dialogue.undelivered import Undelivered
from bot.domain.facts import Fact
from bot.machine import Clock, Entropy
from storage import contact_messages, outbox
from storage.contact_messages import ContactMessage
from storage.outbox import STAFF, Urgency
from storage.statements import Conflict, StorageError
from storage.store import Store

log = logging.getLogger(__name__)


class ContactMessages:
    """Not repeated after a crash: the colleague presses again."""

    def __init__(self, channel: Channel, store: Store, clock: Clock, entropy: Entropy) -> None:
        self._channel = channel
        self._store = store
        self._clock = clock
        self._entropy = entropy

    async def bring(self, event: Event, tap: Tap, reply: ShowContacts) -> bool:
        """Whether a message was sent and stored."""
        placed = await self._aside(event, tap, reply) or await self._in_private(event, reply)
        if placed is None:
            return False
        tell = outbox.tell(STAFF, Fact.CONTACTS, reply.lead, self._clock(), Urgency.PRESS)
        try:
            await self._store.commit([contact_messages.place(self._store.vault, reply.lead, placed), tell])
        except Conflict:
            await self._delete(placed)  # somebody else works on the lead by now, or it is gone
        except StorageError as error:
            log.warning("a message for contacts was not stored (%s), so it goes", error)
            await self._delete(placed)
            return False
        return True

    async def _delete(self, placed: ContactMessage) -> None:
        """It is empty, and nobody will fill it."""
        try:
            if placed.chat_id is None:
                await self._channel.delete(self._channel.chat_of(placed.address), placed.message_id)
            else:
                await self._channel.delete_aside(placed.chat_id, placed.address, placed.message_id)
        except Undelivered as failure:
            log.info("an empty message stays: %s", failure.trouble)

    async def _aside(self, event: Event, tap: Tap, reply: ShowContacts) -> ContactMessage | None:
        group, who = event.where.chat_id, event.who.address
        try:
            number = await self._channel.say_aside(group, who, tap.query_id, reply.stub, topic=event.where.topic)
        except Undelivered as failure:
            log.info("contacts are not shown in the group: %s", failure.trouble)
            return None
        return self._placed(event, group, number)

    async def _in_private(self, event: Event, reply: ShowContacts) -> ContactMessage | None:
        try:
            chat_id = self._channel.chat_of(event.who.address)
            number = await self._channel.say(chat_id, reply.stub, protected=True)
        except Undelivered as failure:
            log.info("contacts are not shown in a private chat: %s", failure.trouble)
            return None
        return self._placed(event, None, number)

    def _placed(self, event: Event, chat_id: int | None, message_id: int) -> ContactMessage:
        who, number = event.who.address, int.from_bytes(self._entropy(6))
        return ContactMessage(number, self._store.vault.pseudonym(who), who, chat_id, message_id, self._clock())
