"""Shows a lead as a card in the staff group and keeps the card up to date.

A card is sent in two steps, so that a crash can leave an extra empty card but never a second one with contacts. First
it is sent without contacts and its id is committed; then it is edited to show the lead as it is now.

A commit that fails may have been written all the same. So a card whose id cannot be committed is neither deleted nor
sent again.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence

from bot.dialogue.channel import is_in_doubt, late_until
from bot.dialogue.undelivered import Trouble, Undelivered
from bot.domain.card import Card
from bot.domain.erasure import Result
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
from bot.outbox.told_rows import RECORDED, Recorded
from bot.views import card
from storage import cards, contact_marks, lead_history, leads, outbox, persons, strays
from storage.cards import Circumstances
from storage.outbox import OutboxRow
from storage.statements import Conflict, Statement, StorageError

log = logging.getLogger(__name__)
UNKNOWN = ""
"""The digest of a card whose last edit may or may not have taken effect."""
RETRY_PAUSE = 1.0  # seconds between attempts to record a card while storage refuses
ANEW = "anew"
"""The same for a card that replaced one that could not be edited. If this one cannot be either, no third follows."""


@frozen
class DueCard:
    """A lead that is to be shown in the group `chat_id`. `same`: applications with the same contact, by id."""

    row: OutboxRow
    chat_id: int
    lead: Lead
    same: Mapping[bytes, SameContact]


@frozen
class DeliverCard(FactDelivery):
    """Fact.CARD: the subject is a lead."""

    staff: StaffGroup
    backlog: BacklogDisplay
    earlier: EarlierCards
    contacts: ContactMessages
    sleep: Sleep

    async def __call__(self, row: OutboxRow) -> Recorded | None:
        chat_id = self.staff.chat()
        lead = await leads.load(self.store.engine, self.store.vault, row.subject)
        if lead is None:
            return None
        now = await cards.circumstances(self.store.engine, lead.person, lead.id)
        if now.is_shown_alone:
            await self.contacts.look_again(lead)
        if chat_id is None:
            return None
        same = await contact_marks.same_contacts(self.store.engine, self.store.vault, lead, card.MAX_SAME + 1)
        due = DueCard(row, chat_id, lead, same)
        if now.card is None and not now.is_blocked:
            first = self._first_content(lead)
            if await self._is_whole(due, now, first):
                await self._send(due, first, first.digest, [outbox.delivered(row)])
                return RECORDED
        await self._show(due, await self._card_here(due, now.card))
        await self.backlog.remove_if_drained(chat_id)
        await self._draw_again_if_in_doubt(lead)
        return None

    async def _is_whole(self, due: DueCard, now: Circumstances, first: card.CardContent) -> bool:
        """Whether nothing is left to do after a card was sent with its first content. What changes meanwhile tells its
        fact anew."""
        if now.is_shown_anew or await self._content(due, now) != first:
            return False
        has_notice = await self.backlog.show(due.chat_id)
        return not has_notice or await cards.is_any_waiting(self.store.engine, beside=due.lead.id)

    async def _show(self, due: DueCard, current: Card | None, shown: str | None = None) -> None:
        lead = due.lead
        if current is None and not await self._is_blocked(lead):
            await self.backlog.show(due.chat_id)
            first = self._first_content(lead)
            current = await self._send(due, first, shown or first.digest)
        emptied = await self.earlier.empty(lead)
        if current is None:
            if Result.UNREACHABLE in emptied:
                raise Undelivered(Trouble.REFUSED)  # the contacts of somebody who withdrew still stand somewhere
            return
        content = await self._content(due, await cards.circumstances(self.store.engine, lead.person, lead.id))
        if content.digest == current.shown:
            return
        try:
            await self._draw(due, current, content)
        except Conflict:
            return  # erased or moved meanwhile; that change also takes care of the card
        except Undelivered as failure:
            if failure.trouble not in (Trouble.GONE, Trouble.REFUSED) or current.shown == ANEW:
                raise
            log.warning("the card of %s cannot be edited: %s", lead.reference, failure.trouble)
            await self._replace(due)

    async def _card_here(self, due: DueCard, current: Card | None) -> Card | None:
        """The card in this group. A card in another group becomes an earlier card."""
        if current is None or current.chat_id == due.chat_id:
            return current
        await self.store.commit(cards.replace(due.lead.id))
        return None

    async def _draw(self, due: DueCard, current: Card, content: card.CardContent) -> None:
        lead, is_wanted = due.lead, make_pending_check(self.store, due.row)
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

    async def _replace(self, due: DueCard) -> None:
        """Send another card in its place, unless the lead is closed and staff have deleted the card."""
        await self.store.commit(cards.replace(due.lead.id))
        if not is_open(due.lead) and await self.earlier.empty(due.lead) == {Result.GONE}:
            return
        await self._show(due, None, ANEW)

    def _first_content(self, lead: Lead) -> card.CardContent:
        return card.compose_new(self.staff.text, lead, self.staff.origin(lead))

    async def _content(self, due: DueCard, now: Circumstances) -> card.CardContent:
        """The current content. A card that replaced another one also shows the history, any the last correction."""
        lead, same = due.lead, list(due.same.values())
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

    async def _send(self, due: DueCard, content: card.CardContent, shown: str, also: Sequence[Statement] = ()) -> Card:
        """Send a new card without contacts. The cards of the `same` contacts are told to name it. `also` is written
        with its place."""
        lead = due.lead

        async def wanted() -> bool:
            await self.store.term.confirm(self.store.engine)
            return await cards.may_be_born(self.store.engine, lead.person, lead.id, due.row.version)

        placed: list[Card] = []

        async def send() -> None:
            message_id = await self.channel.only_if(wanted).say(
                due.chat_id, content.text, content.keyboard, topic=self.staff.topic, protected=True
            )
            placed.append(Card(due.chat_id, message_id, shown))

        await OnceMore(self.store, self.channel, gives_up=False)(due.row, send)
        await self._place(due, placed[0], also)
        return placed[0]

    async def _place(self, due: DueCard, sent: Card, also: Sequence[Statement] = ()) -> None:
        """Record the place of the card, as soon as storage works. If the lead needs no card any more, or has another,
        a row of the outbox takes this one back."""
        lead, store = due.lead, self.store.without_term()
        while True:
            try:
                now = self.clock()
                others = contact_marks.tell(list(due.same), now)
                if await store.try_commit([cards.place(lead.id, sent, now), *others, *also]):
                    return
                await store.commit([strays.tell(sent.chat_id, sent.message_id, self.clock())])
            except StorageError as error:
                log.warning("the card of %s cannot be recorded now (%s)", lead.reference, error)
                await self.sleep(RETRY_PAUSE)
            else:
                raise Undelivered(Trouble.UNWANTED)
