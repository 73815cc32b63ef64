"""Keeps the messages that show contacts to single colleagues as they should be (STAFF_CARD=private).

Such a message shows the contacts of a lead while its receiver works on it, and a day at most. What is over is deleted;
what cannot be is named in the group.
"""

from __future__ import annotations

import logging

from bot.dialogue.channel import Channel, is_in_doubt, late_until
from bot.dialogue.undelivered import Trouble, Undelivered
from bot.domain.erasure import Result, step_for
from bot.domain.facts import Fact
from bot.domain.frozen import frozen
from bot.domain.lead import Lead, StaffCard, is_worked_on, notes_of
from bot.domain.time import Moment
from bot.machine import Clock
from bot.outbox.fact_delivery import FactDelivery
from bot.outbox.not_yet import NotYet
from bot.outbox.staff_group import StaffGroup
from bot.outbox.take_back import take_back
from bot.views import card
from storage import contact_messages, lead_history, leads, outbox, persons
from storage.contact_messages import ContactMessage
from storage.outbox import OutboxRow, Urgency
from storage.statements import Conflict
from storage.store import Store

log = logging.getLogger(__name__)


@frozen
class ContactMessages:
    """Fills them and takes them back."""

    store: Store
    channel: Channel
    staff: StaffGroup
    clock: Clock

    async def look_again(self, lead: Lead) -> None:
        """Have the outbox settle the messages about this lead: their trouble delays no card."""
        now = self.clock()
        await self.store.commit([outbox.tell(outbox.STAFF, Fact.CONTACTS, lead.id, now, Urgency.PRESS)])

    async def settle(self, lead: Lead) -> Moment | None:
        """Make all messages about this lead as they should be. When the one that stays ends; None if none stays."""
        stays = None
        known = await contact_messages.of_lead(self.store.engine, self.store.vault, lead.id)
        for one in known:
            if one is known[0] and await self._is_due(lead, one) and await self._fill(lead, one):
                stays = one.until
            else:
                await self.take_back(one)
        return stays

    async def take_back(self, one: ContactMessage) -> Result:
        """Waits for the staff group if the bot is out of it. A private chat out of reach is given up, and named."""
        trace, now, group = one.trace, self.clock(), self.staff.chat()
        chat_id = self._chat_of(one)
        stub, step = self.staff.text("message.retired"), step_for(trace, now, self.channel.can)
        here = chat_id == group
        result = await take_back(self.channel, chat_id, trace, stub, step, now, wait_for_chat=here)
        if result is Result.UNREACHABLE and group is not None:
            await self.channel.say(group, self.staff.text("contacts.left"), topic=self.staff.topic)
        await self.store.commit([contact_messages.drop(one.id)])
        return result

    async def _is_due(self, lead: Lead, one: ContactMessage) -> bool:
        if self.staff.card is not StaffCard.PRIVATE or not is_worked_on(lead) or one.shown == contact_messages.OVER:
            return False
        if self.clock() >= one.until:
            return False
        is_in_use = not await persons.is_blocked(self.store.engine, lead.person)
        return is_in_use and lead.owner == one.receiver and not await persons.is_erasing(self.store.engine, lead.person)

    async def _fill(self, lead: Lead, one: ContactMessage) -> bool:
        """False if it cannot be filled. Raises NotYet if an earlier content may come back."""
        steps = await lead_history.of_lead(self.store.engine, self.store.vault, lead)
        said = card.compose_contacts(self.staff.text, lead, notes_of(steps), self.staff.at)
        if one.shown == card.digest_of(said):
            return True
        in_doubt = self._is_in_doubt(one)
        try:
            await self.store.commit([contact_messages.fill(one.id)])
            await self._edit(one, said)
        except Conflict:
            return False  # an erasure takes it back
        except Undelivered as failure:
            if not failure.permanent or failure.trouble is Trouble.UNWANTED:
                raise
            log.warning("contacts cannot be shown to a colleague: %s", failure.trouble)
            return False
        in_doubt = in_doubt or self._is_in_doubt(one)
        late = late_until(self.channel, self._chat_of(one), one.message_id, self.clock())
        digest = contact_messages.UNKNOWN if in_doubt else card.digest_of(said)
        await self.store.commit([contact_messages.show(one.id, digest, late)])
        if in_doubt:
            raise NotYet(after=self.channel.can.settled_after)
        return True

    def _is_in_doubt(self, one: ContactMessage) -> bool:
        return is_in_doubt(self.channel, self._chat_of(one), one.message_id, one.late_until, self.clock())

    def _chat_of(self, one: ContactMessage) -> int:
        return self.channel.chat_of(one.address) if one.chat_id is None else one.chat_id

    async def _edit(self, one: ContactMessage, said: str) -> None:
        async def wanted() -> bool:
            return await contact_messages.is_wanted(self.store.engine, one)

        channel = self.channel.only_if(wanted)
        if one.chat_id is None:
            await channel.edit(self.channel.chat_of(one.address), one.message_id, said)
        else:
            await channel.edit_aside(one.chat_id, one.address, one.message_id, said)


@frozen
class DeliverContacts(FactDelivery):
    """Fact.CONTACTS: the subject is a lead."""

    contacts: ContactMessages

    async def __call__(self, row: OutboxRow) -> None:
        lead = await leads.load(self.store.engine, self.store.vault, row.subject)
        if lead is None:
            return
        if ends := await self.contacts.settle(lead):
            raise NotYet(until=ends)
