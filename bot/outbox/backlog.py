"""How do staff learn that many applications are still to be shown, when a group may be spoken to so seldom?"""

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
from bot.outbox.taking_back import take_back
from storage import cards, staff_group_notice
from storage.staff_group_notice import BacklogNotice
from storage.statements import StorageError
from storage.store import Store

log = logging.getLogger(__name__)
MANY = 40  # waiting cards: at 20 messages a minute two minutes' worth; fewer are there before the message is read
RENEWED = MINUTE  # between two numbers; each costs one of the twenty messages


@dataclass(slots=True)
class Backlog:
    """One message, said when the queue is long, renewed while it lasts, deleted when it has drained.

    Both calls belong to the delivery of a card and are repeated with it: a crash leaves nothing undone.
    """

    store: Store
    channel: Channel
    staff: StaffGroup
    clock: Clock
    _refused_at: Moment | None = field(default=None, init=False)

    async def announce(self, chat_id: int) -> None:
        """Before a new card is shown."""
        number, now = await cards.count_waiting(self.store.engine), self.clock()
        stands = await self._stands_in(chat_id)
        if stands is None:
            if number > MANY and (self._refused_at is None or now - self._refused_at >= RENEWED):
                await self._say(chat_id, number)
        elif stands.number != number and now - stands.shown_at >= RENEWED:
            await self._renew(stands, number)

    async def settle(self, chat_id: int) -> None:
        """After a card: once nothing waits, the message goes."""
        stands = await self._stands_in(chat_id)
        if stands and not await cards.count_waiting(self.store.engine):
            await self._drop(stands)

    async def _stands_in(self, chat_id: int) -> BacklogNotice | None:
        stands = await staff_group_notice.load(self.store.engine)
        return stands if stands and stands.chat_id == chat_id else None

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
                await self.channel.delete(chat_id, message_id)  # nobody would ever renew it
            raise

    async def _renew(self, stands: BacklogNotice, number: int) -> None:
        """One that cannot be renewed, deleted by hand perhaps, is forgotten; after a minute another may come."""
        said, now = self.staff.text("backlog.waiting", count=number), self.clock()
        try:
            await self.channel.edit(stands.chat_id, stands.message_id, said)
        except Undelivered as failure:
            _tolerate(failure)
            await self._drop(stands)
            self._refused_at = now
            return
        await self.store.commit([staff_group_notice.put(replace(stands, number=number, shown_at=now))])

    async def _drop(self, stands: BacklogNotice) -> None:
        """Deleted, or rewritten where it is older than a bot can delete."""
        trace = Trace(Place.STAFF, stands.chat_id, stands.message_id, Kind.CARD, stands.shown_at)
        stub = self.staff.text("backlog.none")
        await take_back(self.channel, stands.chat_id, trace, stub, Step.DELETE, self.clock(), patient=True)
        await self.store.commit([staff_group_notice.forget()])


def _tolerate(failure: Undelivered) -> None:
    """What is refused must not keep a card back; what can be repeated is raised."""
    if not failure.permanent or failure.trouble in OUT_OF_REACH:
        raise failure
    log.warning("the number of waiting applications was not told: %s", failure.trouble)
