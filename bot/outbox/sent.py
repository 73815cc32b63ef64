"""Tells a person that their application has arrived."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.consent import Purpose
from bot.domain.facts import Fact
from bot.outbox.fact_delivery import FactDelivery
from bot.outbox.person import find_lead
from bot.outbox.still_pending import make_pending_check
from bot.views import thanks
from storage import consents


@dataclass(frozen=True, slots=True)
class DeliverSent(FactDelivery):
    """Fact.SENT: the subject is a lead. Its person gets the reference and the next steps, without personal data.

    Nothing that comes by itself follows this message (docs/decisions/thanks-last.md).
    """

    async def __call__(self, subject: bytes) -> None:
        is_wanted = await make_pending_check(self.store, Fact.SENT, subject)
        found = await find_lead(self.store, subject)
        if found is None:
            return
        lead, person = found
        text, channel = self.words.text_in(person.language), self.channel.only_if(is_wanted)
        consent = await consents.of_person(self.store.engine, lead.person, Purpose.APPLICATION)
        await channel.say(
            channel.chat_of(person.address),
            thanks.compose_thanks(self.installation, text, lead, self.clock()),
            thanks.keyboard(text, lead, consent),
        )
