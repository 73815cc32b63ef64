"""How does a lead's card come to show what the lead is?

Two steps, so that a crash can leave an extra empty card but never a second one with contacts: the card is born without
contacts and its id committed; only then is it rewritten to what the lead shows now.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass

from bot.dialogue.channel import IsWanted, late_until
from bot.dialogue.undelivered import Trouble, Undelivered
from bot.domain.card import Card
from bot.domain.erasure import Result
from bot.domain.lead import Lead, LeadStep, is_open, shows_contacts
from bot.outbox.backlog import Backlog
from bot.outbox.earlier_cards import EarlierCards
from bot.outbox.fact_delivery import FactDelivery
from bot.outbox.looking_again import still_to_be_told
from bot.outbox.not_yet import NotYet
from bot.outbox.staff_group import StaffGroup
from bot.views import card
from storage import cards, lead_history, leads, persons, strays
from storage.outbox import Fact
from storage.statements import Conflict, StorageError

log = logging.getLogger(__name__)
UNKNOWN = ""
"""What a card shows whose last edit may or may not have happened."""
ANEW = "anew"
"""The same of one that came because another could not be edited; if it cannot either, no third one comes."""


@dataclass(frozen=True, slots=True)
class DeliverCard(FactDelivery):
    """Fact.CARD: the subject is a lead."""

    staff: StaffGroup
    backlog: Backlog
    earlier: EarlierCards

    async def __call__(self, subject: bytes) -> None:
        chat_id = self.staff.chat()
        is_wanted = await still_to_be_told(self.store, Fact.CARD, subject)
        lead = await leads.load(self.store.engine, self.store.vault, subject)
        if lead is None or chat_id is None:
            return
        await self._show(chat_id, lead, is_wanted)
        await self.backlog.settle(chat_id)
        await self._draw_again_if_in_doubt(lead)

    async def _show(self, chat_id: int, lead: Lead, is_wanted: IsWanted, shown: str | None = None) -> None:
        stands = await self._standing(chat_id, lead)
        if stands is None and not await self._is_blocked(lead):
            await self.backlog.announce(chat_id)
            stands = await self._bear(chat_id, lead, is_wanted, shown)
        emptied = await self.earlier.empty(lead)
        if stands is None:
            if Result.UNREACHABLE in emptied:
                raise Undelivered(Trouble.REFUSED)  # whoever withdrew still stands somewhere
            return
        content = await self._content(lead)
        if content.digest == stands.shown:
            return
        try:
            await self._draw(lead, stands, content, is_wanted)
        except Conflict:
            return  # erased or moved meanwhile; whoever did that takes care of the card
        except Undelivered as failure:
            if failure.trouble not in (Trouble.GONE, Trouble.REFUSED) or stands.shown == ANEW:
                raise
            log.warning("the card of %s cannot be edited: %s", lead.reference, failure.trouble)
            await self._bring_anew(chat_id, lead, is_wanted)

    async def _standing(self, chat_id: int, lead: Lead) -> Card | None:
        """The card in this group; one in another group is an earlier one from now on."""
        stands = await cards.load(self.store.engine, lead.id)
        if stands is None or stands.chat_id == chat_id:
            return stands
        await self.store.commit(cards.replace(lead.id))
        return None

    async def _draw(self, lead: Lead, stands: Card, content: card.CardContent, is_wanted: IsWanted) -> None:
        # Unknown until the edit is known to have happened: whatever comes between, the card is drawn again.
        unknown = ANEW if stands.shown == ANEW else UNKNOWN
        fills = shows_contacts(lead, full=self.staff.full)
        await self.store.commit([cards.draw(lead.id, stands.message_id, unknown, fills=fills)])
        await self.channel.only_if(is_wanted).edit(stands.chat_id, stands.message_id, content.text, content.keyboard)
        if not await self._may_regain_contacts(lead, stands):
            late = late_until(self.channel, stands.chat_id, stands.message_id, self.clock())
            await self.store.commit([cards.show(lead.id, stands.message_id, content.digest, late)])

    async def _draw_again_if_in_doubt(self, lead: Lead) -> None:
        """What it shows stays unknown until no unanswered edit can come any more. Raises NotYet."""
        stands = await cards.load(self.store.engine, lead.id)
        if stands and await self._may_regain_contacts(lead, stands):
            log.warning("the card of %s may get its contacts back; it is drawn again later", lead.reference)
            raise NotYet(after=self.channel.can.settled_after)

    async def _may_regain_contacts(self, lead: Lead, stands: Card) -> bool:
        """Whether an edit with contacts that was not answered may take effect after the one that took them off."""
        unanswered = self.channel.may_change_late(stands.chat_id, stands.message_id)
        if not unanswered and self.clock() >= stands.late_until:
            return False
        return not shows_contacts(lead, full=self.staff.full) or await self._is_blocked(lead)

    async def _bring_anew(self, chat_id: int, lead: Lead, is_wanted: IsWanted) -> None:
        """Another card takes its place, but for one of a closed lead that staff have deleted."""
        await self.store.commit(cards.replace(lead.id))
        if not is_open(lead) and await self.earlier.empty(lead) == {Result.GONE}:
            return
        await self._show(chat_id, lead, is_wanted, ANEW)

    async def _content(self, lead: Lead) -> card.CardContent:
        """A card that came anew also tells what has happened."""
        if await self._is_blocked(lead):
            return card.compose_erased(self.staff.text, lead.reference)
        again = await cards.is_shown_anew(self.store.engine, lead.id)
        history = await self._history(lead) if again else []
        staff = self.staff
        return card.compose(staff.text, lead, staff.origin(lead), staff.at, history, full=staff.full)

    async def _history(self, lead: Lead) -> list[LeadStep]:
        seal = await self.store.vault.seal_of(lead.person)
        steps = await lead_history.of_person(self.store.engine, lead.person, seal) if seal else []
        return [step for step in steps if step.lead == lead.id]

    async def _is_blocked(self, lead: Lead) -> bool:
        return await persons.is_blocked(self.store.engine, lead.person)

    async def _bear(self, chat_id: int, lead: Lead, is_wanted: IsWanted, shown: str | None) -> Card:
        content = card.compose_new(self.staff.text, lead, self.staff.origin(lead))

        async def wanted() -> bool:
            return await is_wanted() and not await self._is_blocked(lead)

        message_id = await self.channel.only_if(wanted).say(
            chat_id, content.text, content.keyboard, topic=self.staff.topic, protected=True
        )
        born = Card(chat_id, message_id, content.digest if shown is None else shown)
        await self._place(lead, born)
        return born

    async def _place(self, lead: Lead, born: Card) -> None:
        """A card that has no place any more is taken back, by a row of its own that outlives the process."""
        try:
            await self.store.commit([cards.place(lead.id, born, self.clock())])
        except Conflict:
            await self.store.commit([strays.tell(born.chat_id, born.message_id, self.clock())])
            raise Undelivered(Trouble.UNWANTED) from None
        except StorageError:
            with suppress(Undelivered):
                await self.channel.delete(born.chat_id, born.message_id)  # it will be sent again
            raise
