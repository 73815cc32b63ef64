"""Sends messages with personal data so that none is filled after it was emptied.

A message is sent empty and recorded, then filled by an edit. The edit is repeated until it is answered; before each
attempt the database is asked whether the message is still wanted. The changes of one message leave one after the other,
so an edit that empties the message comes after the one that fills it, or the filling finds that it is not wanted.

On a channel that cannot edit, the message is sent with its content and recorded afterwards.
"""

from __future__ import annotations

import logging
from functools import partial

from bot.dialogue.channel import Channel, late_until
from bot.dialogue.decision import EMPTY, Show
from bot.dialogue.event import Event
from bot.dialogue.undelivered import Trouble, Undelivered
from bot.intake.retry import Retry
from bot.intake.say import say
from bot.machine import Clock
from storage import drafts, erasure_messages, messages
from storage.statements import Conflict, StorageError
from storage.store import Store

log = logging.getLogger(__name__)


class PersonalMessages:
    """Shows personal data in private chats, or takes the message back if the person has moved on meanwhile."""

    def __init__(self, channel: Channel, store: Store, clock: Clock, retry: Retry) -> None:
        self._channel = channel
        self._store = store
        self._clock = clock
        self._retry = retry

    async def show(self, event: Event, reply: Show, channel: Channel) -> None:
        """`channel` checks before each call that the reply is still wanted. Raises Undelivered."""
        if not channel.can.can_edit:
            message_id = await say(self._retry, channel, event, reply.text, reply.keyboard, reply.file)
            await self._remember(event, message_id, reply)
            return
        message_id = await say(self._retry, channel, event, reply.stub, file=reply.file and EMPTY)
        # A message that was sent is recorded and filled, even if a newer reply supersedes it.
        if await self._remember(event, message_id, reply, reply.revision):
            await self._fill(event, message_id, reply)

    async def _remember(self, event: Event, message_id: int, reply: Show, revision: int | None = None) -> bool:
        """Record the message if the draft is still at this `revision`; otherwise delete it. True if it is recorded."""
        person = self._store.vault.pseudonym(event.who.address)
        current = [] if revision is None else [drafts.unchanged(person, revision)]
        fills = self._channel.can.can_edit
        remember = messages.remember(person, message_id, reply.kind, self._clock(), fills=fills)
        try:
            await self._store.commit([*current, remember])
        except Conflict:
            await self._take_back(person, event, message_id, reply)  # the person is being erased, or has moved on
            return False
        except StorageError:
            log.warning("a message could not be remembered, so it goes")
            await self._take_back(person, event, message_id, reply)
            return False
        return True

    async def _fill(self, event: Event, message_id: int, reply: Show) -> None:
        person, chat_id = self._store.vault.pseudonym(event.who.address), event.where.chat_id
        filling = self._channel.only_if(partial(self._is_wanted, person, message_id, reply))
        try:
            if reply.file:
                fill = partial(filling.replace, chat_id, message_id, reply.file, reply.text, reply.keyboard)
            else:
                fill = partial(filling.edit, chat_id, message_id, reply.text, reply.keyboard)
            await self._retry(fill)
        except Undelivered as failure:
            self._record_answer(person, chat_id, message_id)
            if failure.trouble is not Trouble.UNWANTED:
                raise
        else:
            self._record_answer(person, chat_id, message_id)

    def _record_answer(self, person: bytes, chat_id: int, message_id: int) -> None:
        """Record that the bot waits for no answer, and until when an unanswered edit can still take effect."""
        late = late_until(self._channel, chat_id, message_id, self._clock())
        self._store.write_with_next(messages.fill(person, message_id, late))

    async def _is_wanted(self, person: bytes, message_id: int, reply: Show) -> bool:
        engine = self._store.engine
        if not await messages.is_kept(engine, person, message_id, reply.kind):
            return False
        return reply.revision is None or await drafts.is_at(engine, person, reply.revision)

    async def _take_back(self, person: bytes, event: Event, message_id: int, reply: Show) -> None:
        """Delete the message now. If that fails, an erasure under way takes it back."""
        try:
            await self._retry(partial(self._channel.delete, event.where.chat_id, message_id))
        except Undelivered as failure:
            log.warning("a message that is not wanted any more could not be taken back: %s", failure.trouble)
            left = erasure_messages.remember(person, message_id, reply.kind, self._clock())
            await self._store.try_commit([left])
