"""Tells a person that the application was sent, and empties messages with outdated answers."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from bot.domain.erasure import Result, Step, Trace
from bot.domain.facts import Fact
from bot.domain.person import Person
from bot.outbox.fact_delivery import FactDelivery
from bot.outbox.still_pending import make_pending_check
from bot.outbox.take_back import forget_or_postpone, take_back, take_back_each
from storage import leads, messages, persons
from storage.store import Store

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DeliverSent(FactDelivery):
    """Fact.SENT: the subject is a lead. Its person gets the reference and the next steps, without personal data."""

    async def __call__(self, subject: bytes) -> None:
        is_wanted = await make_pending_check(self.store, Fact.SENT, subject)
        lead = await leads.load(self.store.engine, self.store.vault, subject)
        person = await find_person(self.store, lead.person) if lead else None
        if lead and person:
            text, channel = self.words.text_in(person.language), self.channel.only_if(is_wanted)
            await channel.say(channel.chat_of(person.address), text("application.sent", reference=lead.reference))


@dataclass(frozen=True, slots=True)
class DeliverRetired(FactDelivery):
    """Fact.RETIRED: the subject is a person. Messages that show outdated answers are emptied."""

    async def __call__(self, subject: bytes) -> None:
        person = await find_person(self.store, subject)
        if person is None:
            return
        stub, chat_id = self.words.text_in(person.language)("message.retired"), self.channel.chat_of(person.address)

        async def take(trace: Trace) -> Result:
            result = await take_back(self.channel, chat_id, trace, stub, Step.REWRITE, self.clock())
            await self.store.commit([forget_or_postpone(result, subject, trace, self.clock())])
            return result

        if left := await take_back_each(await messages.retired(self.store.engine, subject), take):
            log.warning("%d messages with answers could not be emptied; they are tried again every day", left)


async def find_person(store: Store, person: bytes, *, also_erasing: bool = False) -> Person | None:
    """The person to tell. None if unknown, or if an erasure is under way, unless `also_erasing`."""
    seal = await store.vault.seal_of(person)
    known = await persons.load(store.engine, person, seal) if seal else None
    return known if known and (also_erasing or not known.erasing) else None
