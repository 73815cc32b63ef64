"""How does a person learn that one of their applications has reached its end?"""

from __future__ import annotations

from dataclasses import dataclass

from bot.dialogue.channel import Channel
from bot.dialogue.undelivered import Undelivered
from bot.domain.schedule import Schedule
from bot.domain.wall_clock import minute
from bot.i18n import Words
from bot.machine import Clock
from storage import erasures, lost_keys
from storage.store import Store


@dataclass(frozen=True, slots=True)
class DeliverEnded:
    """Fact.ENDED: the subject is an erasure of one application; who stays may be in the middle of another."""

    store: Store
    channel: Channel
    words: Words
    schedule: Schedule
    clock: Clock

    async def __call__(self, subject: bytes) -> None:
        erasure = await erasures.load(self.store.engine, self.store.vault, subject)
        if erasure is None:  # it was told already, or its key is lost, and with it where to
            await self.store.commit([*lost_keys.let_go(subject), erasures.finish(subject, self.clock())])
            return
        text, now = self.words.text_in(erasure.language), self.clock()
        at = minute(now, self.schedule.calendar.zone)
        said = [
            text("erased.ended", application=erasure.application),
            text("erased.reference", reference=erasure.reference, time=at),
        ]
        try:
            await self.channel.say(
                self.channel.chat_of(erasure.address), "\n\n".join(said), silent=self.schedule.is_quiet(now)
            )
        except Undelivered as failure:
            if not failure.permanent:
                raise  # blocked or deleted: nobody is there to be told
        await self.store.commit([erasures.let_go(subject), erasures.finish(subject, now)])
        await self.store.vault.destroy(subject)
