"""Tells a person that one of their applications has ended and is erased."""

from __future__ import annotations

from bot.dialogue.undelivered import Undelivered
from bot.domain.frozen import frozen
from bot.domain.wall_clock import minute
from bot.outbox.fact_delivery import FactDelivery
from bot.outbox.once_more import OnceMore
from bot.views import hand_overs
from storage import erasure_ends, erasures, lost_keys
from storage.outbox import OutboxRow


@frozen
class DeliverEnded(FactDelivery):
    """Fact.ENDED: the subject is the erasure of one application. The person stays, perhaps with another application."""

    once_more: OnceMore

    async def __call__(self, row: OutboxRow) -> None:
        subject = row.subject
        erasure = await erasures.load(self.store.engine, self.store.vault, subject)
        if erasure is None:  # told already, or its key is lost, and the address with it
            await self.store.commit([*lost_keys.give_up_telling(subject), *erasure_ends.finish(subject, self.clock())])
            return
        text, now = self.words.text_in(erasure.language), self.clock()
        at = minute(now, self.schedule.calendar.zone)
        said = [
            text("erased.ended", application=erasure.application),
            text("erased.reference", reference=erasure.reference, time=at),
            *hand_overs.describe(text, erasure.handed, self.installation.date),
        ]
        try:
            await self.once_more(
                row,
                lambda: self.channel.say(
                    self.channel.chat_of(erasure.address), "\n\n".join(said), silent=self.schedule.is_quiet(now)
                ),
            )
        except Undelivered as failure:
            if not failure.permanent:
                raise  # a permanent one is ignored: the person has blocked the bot or is gone
        await self.store.commit([erasures.clear_details(subject), *erasure_ends.finish(subject, now)])
        await self.store.vault.destroy(subject)
