"""Tells staff how many cards still wait, because the rate limit of a group lets only a few through."""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass, field, replace

from bot.dialogue.channel import Channel
from bot.dialogue.undelivered import OUT_OF_REACH, Undelivered
from bot.domain.erasure import Kind, Place, Step, Trace
from bot.domain.time import MINUTE, Moment
from bot.machine import Clock
from bot.outbox.staff_group import StaffGroup
from bot.outbox.take_back import take_back
from storage import cards, staff_group_notice
from storage.staff_group_notice import BacklogNotice
from storage.statements import StorageError
from storage.store import Store

log = logging.getLogger(__name__)
SHORT_QUEUE_LENGTH = 40  # cards; at 20 messages a minute they arrive within two minutes, so no notice is needed
RENEWAL_INTERVAL = MINUTE  # each renewal costs one of the 20 messages a minute


@dataclass(slots=True)
class BacklogDisplay:
    """One message: sent when the queue is long, renewed while it is long, deleted when no card waits.

    Its calls are part of the delivery of a card and are repeated with it, so a crash leaves nothing undone.
    """

    store: Store
    channel: Channel
    staff: StaffGroup
    clock: Clock
    _refused_at: Moment | None = field(default=None, init=False)

    async def show(self, chat_id: int) -> bool:
        """Send or renew the notice if needed. Call it before a new card is sent. False if surely no notice stands."""
        current = await self._current_in(chat_id)
        tried_at = current.shown_at if current else self._refused_at
        if tried_at is not None and self.clock() - tried_at < RENEWAL_INTERVAL:
            return current is not None
        if current is None and not await cards.wait_more_than(self.store.engine, SHORT_QUEUE_LENGTH):
            return False  # nothing is counted beside a short queue
        number = await cards.count_waiting(self.store.engine)
        if current is None and number > SHORT_QUEUE_LENGTH:
            await self._say(chat_id, number)
        elif current and current.number != number:
            await self._renew(current, number)
        return True

    async def remove_if_drained(self, chat_id: int) -> None:
        """Delete the notice if no card waits. Call it after each card with which it may end."""
        current = await self._current_in(chat_id)
        if current and not await cards.is_any_waiting(self.store.engine):
            await self._remove(current)

    async def _current_in(self, chat_id: int) -> BacklogNotice | None:
        current = await staff_group_notice.load(self.store.engine)
        return current if current and current.chat_id == chat_id else None

    async def _say(self, chat_id: int, number: int) -> None:
        said, now = self.staff.text("backlog.waiting", count=number), self.clock()
        try:
            message_id = await self.channel.say(chat_id, said, topic=self.staff.topic)
        except Undelivered as failure:
            _tolerate(failure)
            self._refused_at = now
            return
        try:
            await self.store.commit([staff_group_notice.put(BacklogNotice(chat_id, message_id, number, now))])
        except StorageError:
            with suppress(Undelivered):
                await self.channel.delete(chat_id, message_id)  # unrecorded, it would never be renewed
            raise

    async def _renew(self, current: BacklogNotice, number: int) -> None:
        """A notice that cannot be edited, perhaps deleted by hand, is dropped; another may follow after a minute."""
        said, now = self.staff.text("backlog.waiting", count=number), self.clock()
        try:
            await self.channel.edit(current.chat_id, current.message_id, said)
        except Undelivered as failure:
            _tolerate(failure)
            await self._remove(current)
            self._refused_at = now
            return
        await self.store.commit([staff_group_notice.put(replace(current, number=number, shown_at=now))])

    async def _remove(self, current: BacklogNotice) -> None:
        """Delete the notice, or rewrite it if it is too old for a bot to delete."""
        trace = Trace(Place.STAFF, current.chat_id, current.message_id, Kind.CARD, current.shown_at)
        stub = self.staff.text("backlog.none")
        await take_back(self.channel, current.chat_id, trace, stub, Step.DELETE, self.clock(), wait_for_chat=True)
        await self.store.commit([staff_group_notice.forget()])


def _tolerate(failure: Undelivered) -> None:
    """Raise what a retry can help. A refused notice must not delay the card."""
    if not failure.permanent or failure.trouble in OUT_OF_REACH:
        raise failure
    log.warning("the number of waiting applications was not told: %s", failure.trouble)
