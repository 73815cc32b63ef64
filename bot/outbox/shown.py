"""How do answers to /my_data leave the chat again?"""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.erasure import Result, Trace, step_for
from bot.outbox.fact_delivery import FactDelivery
from bot.outbox.person import find_person
from bot.outbox.taking_back import after, take_back, take_back_each
from storage import messages


@dataclass(frozen=True, slots=True)
class DeliverShown(FactDelivery):
    """Fact.SHOWN: the subject is a person; what has stood as long as was promised goes."""

    async def __call__(self, subject: bytes) -> None:
        # A hold can postpone the destruction for months; what was promised for a day is not.
        person = await find_person(self.store, subject, also_erasing=True)
        if person is None:
            await self._put_off(subject)
            return
        stub, chat_id = self.words.text_in(person.language)("message.retired"), self.channel.chat_of(person.address)

        async def take(trace: Trace) -> Result:
            now = self.clock()
            result = await take_back(self.channel, chat_id, trace, stub, step_for(trace, now, self.channel.can), now)
            # Somebody who has blocked the bot cannot be reached: it is tried again a day later.
            await self.store.commit([after(result, subject, trace, now)])
            return result

        await take_back_each(await messages.due(self.store.engine, subject, self.clock()), take)

    async def _put_off(self, subject: bytes) -> None:
        """In whose chat they stand is lost with the key; what is never put off would come first at every sweep."""
        now = self.clock()
        due = await messages.due(self.store.engine, subject, now)
        await self.store.commit([after(Result.UNREACHABLE, subject, trace, now) for trace in due])
