"""How does a person get the receipt of what they agreed to?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.dialogue.channel import Channel
from bot.domain.consent import Notice, Purpose
from bot.i18n import Words
from bot.outbox.looking_again import still_to_be_told
from bot.outbox.person import find_person
from bot.views import receipt
from storage import consents, leads
from storage.outbox import Fact
from storage.store import Store

Speak = Callable[[str], Notice]
"""A consent text, by language."""


@dataclass(frozen=True, slots=True)
class DeliverReceipt:
    """Fact.RECEIPT: the subject is a lead; its consent's receipt goes out once, the first time with the offer under it.

    One message: document, receipt in words, and the question about offers. It holds no personal data.
    """

    store: Store
    messenger: Channel
    words: Words
    zone: ZoneInfo
    notice: Speak
    offer: Speak

    async def __call__(self, subject: bytes) -> None:
        still = await still_to_be_told(self.store, Fact.RECEIPT, subject)
        lead = await leads.load(self.store.engine, self.store.vault, subject)
        person = await find_person(self.store, lead.person) if lead else None
        if lead is None or person is None:
            return
        history = await consents.history(self.store.engine, lead.person)
        consent = next((one for one in history if one.purpose is Purpose.APPLICATION), None)
        shown = await consents.shown(self.store.engine, consent.text_hash) if consent else None
        terms = self.notice(person.language).terms
        if consent is None or shown is None or terms is None:
            return
        text, offer, keyboard = self.words.speak(person.language), "", None
        if not lead.repeated and all(one.purpose is not Purpose.MARKETING for one in history):
            notice = self.offer(person.language)
            offer, keyboard = notice.text, receipt.question(notice, text, person.created_at)
        file = receipt.document(consent, person.ledger_subject, shown, terms)
        caption = receipt.caption(text, consent, lead.reference, self.zone, offer)
        await self.messenger.only_if(still).attach(person.telegram_id, file, caption, keyboard)
