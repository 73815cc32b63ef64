"""Tells a person that their application has arrived."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from bot.dialogue.channel import Channel, is_in_doubt
from bot.dialogue.decision import Rewrite
from bot.dialogue.offer_presses import OfferPlace
from bot.dialogue.undelivered import Trouble, Undelivered
from bot.domain.consent import Consent, Purpose
from bot.domain.erasure import Kind, Trace
from bot.domain.facts import Fact
from bot.domain.frozen import frozen
from bot.domain.lead import Lead
from bot.domain.person import Person
from bot.domain.time import MINUTE, SECOND, Moment
from bot.outbox.fact_delivery import FactDelivery
from bot.outbox.once_more import OnceMore
from bot.outbox.person import find_lead
from bot.outbox.still_pending import make_pending_check
from bot.views import offer, thanks
from storage import consents, messages, outbox
from storage.outbox import OutboxRow
from storage.statements import Statement

LOOKS_FOR = 10 * SECOND
"""How long after Confirm a person looks at the review: an edit makes no sound."""
KNOWN_FOR = 10 * MINUTE
"""How old a review of another process may be: what that one has said below it is not known, reminders above all."""


@frozen
class DeliverSent(FactDelivery):
    """Fact.SENT: the subject is a lead. Its person gets the reference and the next steps, without personal data.

    The review becomes the thanks if its person looks at it. Otherwise the thanks is a new message. Nothing that comes
    by itself follows it (docs/decisions/thanks-last.md).
    """

    once_more: OnceMore

    async def __call__(self, row: OutboxRow) -> Sequence[Statement] | None:
        is_wanted = make_pending_check(self.store, row)
        found = await find_lead(self.store, row.subject)
        if found is None:
            return None
        lead, person = found
        channel, chat_id = self.channel.only_if(is_wanted), self.channel.chat_of(person.address)
        history = await consents.history(self.store.engine, lead.person)
        review = await self._find_review(lead, chat_id)
        if review and await self._rewrite(channel, chat_id, review, self._compose_whole(lead, person, history)):
            # With the record that it was told: what stands there does not come once more.
            done = outbox.cancel_each(Fact.RETIRED, messages.all_retired_are_done(lead.person))
            return [messages.forget(lead.person, review.message_id), done]
        said = self._compose(lead, person, history, self.clock())
        await self.once_more(row, lambda: channel.say(chat_id, said.text, said.keyboard))
        return None

    async def _find_review(self, lead: Lead, chat_id: int) -> Trace | None:
        """The review, if its person has just pressed there and sees nothing below it; else None.

        What they type is recorded as a message of the chat, "Confirm" too. What the bot says is not, but it knows the
        number of its last message.
        """
        now = self.clock()
        if not self.channel.can.can_edit or now - lead.created_at > LOOKS_FOR:
            return None
        known = await messages.of_person(self.store.engine, lead.person)
        retired = [one for one in known if one.kind is Kind.RETIRED]
        if not known or retired != known[-1:]:
            return None  # it is not the newest, or an earlier one stands there too
        [newest] = retired
        said = self.channel.newest_in(chat_id) or 0
        is_last = said <= newest.message_id if now - newest.sent_at < KNOWN_FOR else said == newest.message_id
        return newest if is_last else None

    async def _rewrite(self, channel: Channel, chat_id: int, review: Trace, whole: Rewrite) -> bool:
        """Whether the review is the thanks now, and stays so. Raises Undelivered if a retry can help."""
        doubt = partial(is_in_doubt, self.channel, chat_id, review.message_id, review.late_until)
        if doubt(self.clock()):
            return False  # what was not answered may still bring the answers back; the review goes
        try:
            await channel.edit(chat_id, review.message_id, whole.text, whole.keyboard)
        except Undelivered as failure:
            if not failure.permanent or failure.trouble is Trouble.UNWANTED:
                raise
            return False
        return not doubt(self.clock())

    def _compose_whole(self, lead: Lead, person: Person, history: list[Consent]) -> Rewrite:
        """As of Confirm, so that it is the same when it is said again. The first application asks about offers."""
        said = self._compose(lead, person, history, lead.created_at)
        if lead.repeated or not offer.may_ask(person, history):
            return said
        text = self.words.text_in(person.language)
        return offer.ask_under(said, self.installation, text, person, OfferPlace.THANKS)

    def _compose(self, lead: Lead, person: Person, history: list[Consent], now: Moment) -> Rewrite:
        text = self.words.text_in(person.language)
        agreed = (one for one in history if one.purpose is Purpose.APPLICATION and one.in_force)
        said = thanks.compose_thanks(self.installation, text, lead, now)
        return Rewrite(said, thanks.keyboard(text, lead, next(agreed, None)))
