"""Empties the earlier cards of a lead before a newer card shows any of their content."""

from __future__ import annotations

from bot.dialogue.channel import Channel
from bot.domain.card import EarlierCard
from bot.domain.erasure import Kind, Place, Result, Step, Trace
from bot.domain.frozen import frozen
from bot.domain.lead import Lead
from bot.machine import Clock
from bot.outbox.staff_group import StaffGroup
from bot.outbox.take_back import take_back
from storage import cards, erasure_cards, strays
from storage.store import Store


@frozen
class EarlierCards:
    """Rewrites or deletes earlier cards.

    A card that allows neither is handed over to Fact.STRAY, and is tried again with the next change of the lead too. An
    erasure tries once more, and its receipt says what it could not reach.
    """

    store: Store
    channel: Channel
    staff: StaffGroup
    clock: Clock

    async def empty(self, lead: Lead) -> set[Result]:
        """The results for all earlier cards that were not emptied yet."""
        return {await self._empty(card, lead) for card in await cards.earlier(self.store.engine, lead.id)}

    async def _empty(self, card: EarlierCard, lead: Lead) -> Result:
        here, text = card.chat_id == self.staff.chat(), self.staff.text
        stub = text("card.moved", reference=lead.reference) if here else text("message.retired")
        trace = Trace(Place.STAFF, card.chat_id, card.message_id, Kind.CARD, card.sent_at, late_until=card.late_until)
        result = await take_back(
            self.channel, card.chat_id, trace, stub, Step.REWRITE, self.clock(), wait_for_chat=here
        )
        await self.store.commit([cards.settle(card, result)])
        if result is Result.UNREACHABLE:
            await self._hand_over(card)
        return result

    async def _hand_over(self, card: EarlierCard) -> None:
        """Have the card tried daily, and staff asked to delete it, unless that is so already."""
        if await erasure_cards.load(self.store.engine, card.chat_id, card.message_id) is None:
            await self.store.commit([strays.tell(card.chat_id, card.message_id, self.clock())])
