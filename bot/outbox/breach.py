"""Tells a person that somebody without a right to may have seen their data."""

from __future__ import annotations

from bot.domain.frozen import frozen
from bot.outbox.fact_delivery import FactDelivery
from bot.outbox.person import find_person
from bot.outbox.still_pending import make_pending_check
from bot.views.breach import compose_breach
from storage import breaches
from storage.outbox import OutboxRow


@frozen
class DeliverBreach(FactDelivery):
    """Fact.BREACH: the subject is a breach and a person. It is said at any hour: the law counts the time."""

    async def __call__(self, row: OutboxRow) -> None:
        is_wanted = make_pending_check(self.store, row)
        breach, pseudonym = breaches.parse(row.subject)
        person = await find_person(self.store, pseudonym, also_erasing=True)
        window = await breaches.load(self.store.engine, breach)
        if person and window:
            channel = self.channel.only_if(is_wanted)
            said = compose_breach(self.installation, person.language, window)
            await channel.say(channel.chat_of(person.address), said)
