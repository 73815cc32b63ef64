"""Sends the receipt of a consent."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.consent import Purpose
from bot.domain.facts import Fact
from bot.outbox.fact_delivery import FactDelivery
from bot.outbox.person import find_person
from bot.outbox.still_pending import make_pending_check
from bot.views import receipt
from bot.views.notice import compose_offer, compose_terms
from storage import consents, leads


@dataclass(frozen=True, slots=True)
class DeliverReceipt(FactDelivery):
    """Fact.RECEIPT: the subject is a lead. Sends the receipt of its consent; the first receipt carries the offer.

    One message: a document, the receipt in words, and the question about offers. It holds no personal data.
    """

    async def __call__(self, subject: bytes) -> None:
        installation, store = self.installation, self.installation.store
        is_wanted = await make_pending_check(store, Fact.RECEIPT, subject)
        lead = await leads.load(store.engine, store.vault, subject)
        person = await find_person(store, lead.person) if lead else None
        if lead is None or person is None:
            return
        history = await consents.history(store.engine, lead.person)
        consent = next((one for one in history if one.purpose is Purpose.APPLICATION), None)
        shown = await consents.load_text(store.engine, consent.text_hash) if consent else None
        if consent is None or shown is None:
            return
        language = person.language
        text, offer, keyboard = installation.words.text_in(language), "", None
        if not lead.repeated and all(one.purpose is not Purpose.MARKETING for one in history):
            notice = compose_offer(installation, language)
            offer, keyboard = notice.text, receipt.question(notice, text, person.created_at)
        terms = compose_terms(installation, language)
        file = receipt.document(consent, person.ledger_subject, shown, terms, installation.words)
        longest = self.channel.can.longest_caption
        caption = receipt.caption(text, consent, lead.reference, installation.zone, longest, offer)
        await self.channel.only_if(is_wanted).attach(self.channel.chat_of(person.address), file, caption, keyboard)
