"""How is a message with a person's data filled, and never after it was emptied?

It was sent empty. It is remembered, then filled by an edit that is repeated until it is answered; before each attempt
the database is asked whether the message is still to be filled. Changes of one message leave one after the other
(bot/channels/telegram/changes.py), so whoever empties it comes after the filling, or the filling finds that it is not
wanted any more.
"""

from __future__ import annotations

import logging
from functools import partial

from bot.clock import Clock
from bot.dialogue.channel import Channel
from bot.dialogue.decision import Show
from bot.dialogue.event import Event
from bot.dialogue.undelivered import Trouble, Undelivered
from bot.intake.insist import Insist
from storage import drafts, erasure_messages, messages
from storage.statements import Conflict, StorageError
from storage.store import Store

log = logging.getLogger(__name__)


class Showing:
    """Fills private messages, or takes them back if their person was quicker."""

    def __init__(self, messenger: Channel, store: Store, clock: Clock, insist: Insist) -> None:
        self._messenger = messenger
        self._store = store
        self._clock = clock
        self._insist = insist

    async def fill(self, event: Event, message_id: int, reply: Show) -> None:
        """`message_id` was sent with nothing but the stub. Raises Undelivered."""
        person, chat_id = self._store.vault.pseudonym(event.who.address), event.where.chat_id
        current = [] if reply.revision is None else [drafts.unchanged(person, reply.revision)]
        try:
            await self._store.commit([*current, messages.remember(person, message_id, reply.kind, self._clock())])
        except Conflict:
            await self._take_back(person, chat_id, message_id, reply)  # they are being erased, or have moved on
            return
        except StorageError:
            log.warning("a message could not be remembered and is not filled")
            await self._take_back(person, chat_id, message_id, reply)
            return
        filling = self._messenger.only_if(partial(self._is_wanted, person, message_id, reply))
        try:
            if reply.file:
                fill = partial(filling.replace, chat_id, message_id, reply.file, reply.text, reply.keyboard)
            else:
                fill = partial(filling.edit, chat_id, message_id, reply.text, reply.keyboard)
            await self._insist(fill)
        except Undelivered as failure:
            if failure.trouble is not Trouble.OUTDATED:
                raise

    async def _is_wanted(self, person: bytes, message_id: int, reply: Show) -> bool:
        engine = self._store.engine
        if not await messages.is_kept(engine, person, message_id, reply.kind):
            return False
        return reply.revision is None or await drafts.is_at(engine, person, reply.revision)

    async def _take_back(self, person: bytes, chat_id: int, message_id: int, reply: Show) -> None:
        """The stub goes at once; if it cannot, an erasure under way takes it along."""
        try:
            await self._insist(partial(self._messenger.delete, chat_id, message_id))
        except Undelivered as failure:
            log.warning("an empty message could not be taken back: %s", failure.trouble)
            left = erasure_messages.remember(person, message_id, reply.kind, self._clock())
            await self._store.try_commit([left])
