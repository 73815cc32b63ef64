"""Takes back a card in the staff group that no row leads to any more, or that could not be taken back before.

One that can be neither emptied nor deleted is told of once, with its link, and tried again daily until it can.
"""

from __future__ import annotations

import logging

from bot.dialogue.undelivered import Trouble, Undelivered
from bot.domain.card import EarlierCard
from bot.domain.erasure import SHOWN_FOR, Kind, Place, Result, Step, Trace
from bot.domain.frozen import frozen
from bot.outbox.at_most_twice import AtMostTwice
from bot.outbox.fact_delivery import FactDelivery
from bot.outbox.staff_group import StaffGroup
from bot.outbox.take_back import take_back
from storage import cards, erasure_cards, strays
from storage.erasure_cards import ErasureCard
from storage.outbox import OutboxRow

log = logging.getLogger(__name__)


@frozen
class DeliverStray(FactDelivery):
    """Fact.STRAY: the subject is the message.

    It is a card without an application, or an earlier card of one that goes on.
    """

    staff: StaffGroup
    twice: AtMostTwice

    async def __call__(self, row: OutboxRow) -> None:
        chat_id, message_id = strays.read(row.subject)
        lead = await cards.reference_of_earlier(self.store.engine, chat_id, message_id)
        result = await self._take_back(chat_id, message_id, lead)
        earlier = cards.settle(EarlierCard(chat_id, message_id, self.clock()), result)
        known = await erasure_cards.load(self.store.engine, chat_id, message_id)
        if result is Result.UNREACHABLE:
            again = erasure_cards.put(chat_id, message_id, self.clock() + SHOWN_FOR)
            await self.store.commit([earlier, again])
            if not (known and known.told):
                await self._ask_staff(row, chat_id, message_id)
            return
        await self.store.commit([earlier, erasure_cards.remove(chat_id, message_id)])
        if known:
            await self._withdraw_note(known)

    async def _take_back(self, chat_id: int, message_id: int, lead: str | None) -> Result:
        text, now, here = self.staff.text, self.clock(), chat_id == self.staff.chat()
        if not here:
            stub = text("message.retired")
        else:
            stub = text("card.moved", reference=lead) if lead else text("card.stray")
        trace = Trace(Place.STAFF, chat_id, message_id, Kind.CARD, now)
        first = Step.REWRITE if lead else Step.DELETE
        return await take_back(self.channel, chat_id, trace, stub, first, now, wait_for_chat=here)

    async def _ask_staff(self, row: OutboxRow, chat_id: int, message_id: int) -> None:
        """Ask in the staff group once that somebody deletes the message. Nobody is asked while there is no group."""
        log.warning("a card can be neither deleted nor rewritten; python -m bot doctor lists it")
        group = self.staff.chat()
        if group is None:
            return
        place = self.channel.link(chat_id, message_id) or f"№ {message_id}"
        sent: list[int] = []

        async def say() -> None:
            try:
                note = self.staff.text("card.stuck", place=place)
                sent.append(await self.channel.say(group, note, topic=self.staff.topic))
            except Undelivered as failure:
                if failure.trouble is not Trouble.NO_MESSAGE_ID:
                    raise

        await self.twice(row, say)
        await self.store.commit([erasure_cards.tell(chat_id, message_id, group, sent[0] if sent else None)])

    async def _withdraw_note(self, known: ErasureCard) -> None:
        """Take the note back: there is nothing left to delete."""
        if known.note_chat is None or known.note_id is None:
            return
        now = self.clock()
        note = Trace(Place.STAFF, known.note_chat, known.note_id, Kind.CARD, now)
        await take_back(self.channel, known.note_chat, note, self.staff.text("card.unstuck"), Step.DELETE, now)
