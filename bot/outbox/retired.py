"""Empties messages with outdated answers, and says in each review what has become of it."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from bot.dialogue.decision import Rewrite
from bot.dialogue.offer_presses import OfferPlace
from bot.domain.erasure import Result, Step, Trace
from bot.domain.frozen import frozen
from bot.domain.lead import Lead, corrected_since, sent_since
from bot.domain.person import Person
from bot.i18n import Text
from bot.outbox.fact_delivery import FactDelivery
from bot.outbox.person import find_sealed
from bot.outbox.take_back import forget_or_postpone, take_back, take_back_each
from bot.views import offer
from storage import consents, leads, messages
from storage.outbox import OutboxRow

log = logging.getLogger(__name__)


@frozen
class DeliverRetired(FactDelivery):
    """Fact.RETIRED: the subject is a person. Messages that show outdated answers are emptied.

    A review that became the thanks is not among them. If the thanks came below it, the review of the first application
    asks about offers: whatever delays that, it stands above the thanks, for the person has got that message already
    (docs/decisions/thanks-last.md).
    """

    async def __call__(self, row: OutboxRow) -> None:
        subject = row.subject
        found = await find_sealed(self.store, subject)
        if found is None:
            return
        person, seal = found
        traces = await messages.retired(self.store.engine, subject)
        if not traces:
            return
        stubs = await self._stubs(subject, person, traces, await leads.of_person(self.store.engine, subject, seal))
        chat_id = self.channel.chat_of(person.address)

        async def take(trace: Trace) -> Result:
            text, keyboard = stubs[trace.message_id].text, stubs[trace.message_id].keyboard
            result = await take_back(self.channel, chat_id, trace, text, Step.REWRITE, self.clock(), keyboard=keyboard)
            await self.store.commit([forget_or_postpone(result, subject, trace, self.clock())])
            return result

        if left := await take_back_each(traces, take):
            log.warning("%d messages with answers could not be emptied; they are tried again every day", left)

    async def _stubs(
        self, subject: bytes, person: Person, traces: Sequence[Trace], known: Sequence[Lead]
    ) -> dict[int, Rewrite]:
        """What each message says afterwards, by its number. The newest review of the first application asks about
        offers."""
        text = self.words.text_in(person.language)
        stubs = {trace.message_id: Rewrite(_what_became(text, trace, known)) for trace in traces}
        asking = [trace for trace in traces if (lead := sent_since(known, trace.sent_at)) and not lead.repeated]
        if asking and offer.may_ask(person, await consents.history(self.store.engine, subject)):
            newest = asking[-1].message_id
            stubs[newest] = offer.ask_under(stubs[newest], self.installation, text, person, OfferPlace.SENT)
        return stubs


def _what_became(text: Text, trace: Trace, known: Sequence[Lead]) -> str:
    if lead := sent_since(known, trace.sent_at):
        return text("review.sent", reference=lead.reference)
    if lead := corrected_since(known, trace.sent_at):
        return text("review.corrected", reference=lead.reference)
    return text("message.retired")
