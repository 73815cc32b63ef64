"""Shows a lead as a card in the staff group and keeps the card up to date.

A card is sent in two steps, so that a crash can leave an extra empty card but never a second one with contacts. First
it is sent without contacts and its id is committed; then it is edited to show the lead as it is now.

A commit that fails may have been written all the same. So a card whose id cannot be committed is neither deleted nor
sent again.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from bot.dialogue.channel import IsWanted, is_in_doubt, late_until
from bot.dialogue.undelivered import Trouble, Undelivered
from bot.domain.card import Card
from bot.domain.erasure import Result
from bot.domain.facts import Fact
from bot.domain.frozen import frozen
from bot.domain.lead import CORRECTED, Lead, is_open, notes_of, shows_contacts
from bot.domain.same_contact import SameContact
from bot.domain.time import EPOCH
from bot.machine import Sleep
from bot.outbox.backlog_display import BacklogDisplay
from bot.outbox.contacts import ContactMessages
from bot.outbox.earlier_cards import EarlierCards
from bot.outbox.fact_delivery import FactDelivery
from bot.outbox.not_yet import NotYet
from bot.outbox.once_more import OnceMore
from bot.outbox.staff_group import StaffGroup
from bot.outbox.still_pending import make_pending_check
from bot.views import card
from storage import cards, contact_marks, lead_history, leads, persons, strays
from storage.statements import Conflict, StorageError

log = logging.getLogger(__name__)
UNKNOWN = ""
"""The digest of a card whose last edit may or may not have taken effect."""
RETRY_PAUSE = 1.0  # seconds between attempts to record a card while storage refuses
ANEW = "anew"
"""The same for a card that replaced one that could not be edited. If this one cannot be either, no third follows."""


@frozen
class DeliverCard(FactDelivery):
    """Fact.CARD: the subject is a lead."""

    staff: StaffGroup
    backlog: BacklogDisplay
    earlier: EarlierCards
    contacts: ContactMessages
    sleep: Sleep

    async def __call__(self, subject: bytes) -> None:
        chat_id = self.staff.chat()
        is_wanted = await make_pending_check(self.store, Fact.CARD, subject)
        lead = await leads.load(self.store.engine, self.store.vault, subject)
        if lead is None:
            return
        await self.contacts.look_again(lead)
        if chat_id is None:
            return
        await self._show(chat_id, lead, is_wanted)
        await self.backlog.remove_if_drained(chat_id)
        await self._draw_again_if_in_doubt(lead)

    async def _show(self, chat_id: int, lead: Lead, is_wanted: IsWanted, shown: str | None = None) -> None:
        current = await self._current_card(chat_id, lead)
        same = await contact_marks.same_contacts(self.store.engine, self.store.vault, lead, card.MAX_SAME + 1)
        if current is None and not await self._is_blocked(lead):
            await self.backlog.show(chat_id)
            current = await self._send(chat_id, lead, is_wanted, shown, list(same))
        emptied = await self.earlier.empty(lead)
        if current is None:
            if Result.UNREACHABLE in emptied:
                raise Undelivered(Trouble.REFUSED)  # the contacts of somebody who withdrew still stand somewhere
            return
        content = await self._content(lead, list(same.values()))
        if content.digest == current.shown:
            return
        try:
            await self._draw(lead, current, content, is_wanted)
        except Conflict:
            return  # erased or moved meanwhile; that change also takes care of the card
        except Undelivered as failure:
            if failure.trouble not in (Trouble.GONE, Trouble.REFUSED) or current.shown == ANEW:
                raise
            log.warning("the card of %s cannot be edited: %s", lead.reference, failure.trouble)
            await self._replace(chat_id, lead, is_wanted)

    async def _current_card(self, chat_id: int, lead: Lead) -> Card | None:
        """The card in this group. A card in another group becomes an earlier card."""
        current = await cards.load(self.store.engine, lead.id)
        if current is None or current.chat_id == chat_id:
            return current
        await self.store.commit(cards.replace(lead.id))
        return None

    async def _draw(self, lead: Lead, current: Card, content: card.CardContent, is_wanted: IsWanted) -> None:
        # Unknown until the edit is known to have taken effect: after a crash in between, the card is drawn again.
        unknown = ANEW if current.shown == ANEW else UNKNOWN
        fills = shows_contacts(lead, self.staff.card)
        await self.store.commit([cards.draw(lead.id, current.message_id, unknown, fills=fills)])
        in_doubt = await self._may_regain_contacts(lead, current)
        await self.channel.only_if(is_wanted).edit(current.chat_id, current.message_id, content.text, content.keyboard)
        if not (in_doubt or await self._may_regain_contacts(lead, current)):
            late = late_until(self.channel, current.chat_id, current.message_id, self.clock())
            await self.store.commit([cards.show(lead.id, current.message_id, content.digest, late)])

    async def _draw_again_if_in_doubt(self, lead: Lead) -> None:
        """What the card shows stays unknown if an unanswered edit could still take effect when it was drawn. Raises
        NotYet."""
        current = await cards.load(self.store.engine, lead.id)
        if current and current.shown in (UNKNOWN, ANEW):
            log.warning("the card of %s may get its contacts back; it is drawn again later", lead.reference)
            raise NotYet(after=self.channel.can.settled_after)

    async def _may_regain_contacts(self, lead: Lead, current: Card) -> bool:
        """Whether an edit with contacts that was not answered may take effect after the one that took them off, or
        corrected them."""
        if not is_in_doubt(self.channel, current.chat_id, current.message_id, current.late_until, self.clock()):
            return False
        corrected = lead.corrected_at > EPOCH
        return corrected or not shows_contacts(lead, self.staff.card) or await self._is_blocked(lead)

    async def _replace(self, chat_id: int, lead: Lead, is_wanted: IsWanted) -> None:
        """Send another card in its place, unless the lead is closed and staff have deleted the card."""
        await self.store.commit(cards.replace(lead.id))
        if not is_open(lead) and await self.earlier.empty(lead) == {Result.GONE}:
            return
        await self._show(chat_id, lead, is_wanted, ANEW)

    async def _content(self, lead: Lead, same: Sequence[SameContact]) -> card.CardContent:
        """The current content. A card that replaced another one also shows the history, any the last correction."""
        now = await cards.circumstances(self.store.engine, lead.person, lead.id)
        if now.is_erasing:
            return card.compose_erased(self.staff.text, lead.reference)
        if now.is_blocked:
            return card.compose_disputed(self.staff.text, lead.reference)
        tells = now.is_shown_anew or lead.corrected_at or shows_contacts(lead, self.staff.card)
        history = await lead_history.of_lead(self.store.engine, self.store.vault, lead) if tells else []
        corrected = next((step for step in reversed(history) if step.what == CORRECTED), None)
        shown = history if now.is_shown_anew else []
        more = card.Additions(shown, corrected, now.rating, same, notes_of(history))
        staff = self.staff
        return card.compose(staff.text, lead, staff.origin(lead), staff.at, more, kind=staff.card)

    async def _is_blocked(self, lead: Lead) -> bool:
        return await persons.is_blocked(self.store.engine, lead.person)

    async def _send(
        self, chat_id: int, lead: Lead, is_wanted: IsWanted, shown: str | None, same: Sequence[bytes]
    ) -> Card:
        """Send a new card without contacts. The cards of the `same` contacts are told to name it."""
        content = card.compose_new(self.staff.text, lead, self.staff.origin(lead))

        async def wanted() -> bool:
            return await is_wanted() and not await self._is_blocked(lead)

        placed: list[Card] = []

        async def send() -> None:
            message_id = await self.channel.only_if(wanted).say(
                chat_id, content.text, content.keyboard, topic=self.staff.topic, protected=True
            )
            placed.append(Card(chat_id, message_id, content.digest if shown is None else shown))

        await OnceMore(Fact.CARD, self.store, self.channel, gives_up=False)(lead.id, send)
        await self._place(lead, placed[0], same)
        return placed[0]

    async def _place(self, lead: Lead, sent: Card, same: Sequence[bytes]) -> None:
        """Record the place of the card, as soon as storage works. If the lead needs no card any more, or has another,
        a row of the outbox takes this one back."""
        store = self.store.without_term()
        while True:
            try:
                now = self.clock()
                if await store.try_commit([cards.place(lead.id, sent, now), *contact_marks.tell(same, now)]):
                    return
                await store.commit([strays.tell(sent.chat_id, sent.message_id, self.clock())])
            except StorageError as error:
                log.warning("the card of %s cannot be recorded now (%s)", lead.reference, error)
                await self.sleep(RETRY_PAUSE)
            else:
                raise Undelivered(Trouble.UNWANTED)
