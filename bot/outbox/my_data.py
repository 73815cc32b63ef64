"""Takes answers to /my_data back from the chat."""

from __future__ import annotations

from bot.domain.erasure import Result, Trace, step_for
from bot.domain.frozen import frozen
from bot.outbox.fact_delivery import FactDelivery
from bot.outbox.person import find_person
from bot.outbox.take_back import forget_or_postpone, take_back, take_back_each
from storage import messages
from storage.outbox import OutboxRow


@frozen
class DeliverShown(FactDelivery):
    """Fact.SHOWN: the subject is a person. Takes back the answers whose promised time has passed."""

    async def __call__(self, row: OutboxRow) -> None:
        subject = row.subject
        # A hold can postpone the erasure for months, but an answer is promised to go after a day.
        person = await find_person(self.store, subject, also_erasing=True)
        if person is None:
            await self._put_off(subject)
            return
        stub, chat_id = self.words.text_in(person.language)("message.retired"), self.channel.chat_of(person.address)

        async def take(trace: Trace) -> Result:
            now = self.clock()
            result = await take_back(self.channel, chat_id, trace, stub, step_for(trace, now, self.channel.can), now)
            # A person who has blocked the bot is out of reach; the delivery tries again a day later.
            await self.store.commit([forget_or_postpone(result, subject, trace, now)])
            return result

        await take_back_each(await messages.due(self.store.engine, subject, self.clock()), take)

    async def _put_off(self, subject: bytes) -> None:
        """The chat is lost with the key. A message that is not postponed would come first in every sweep."""
        now = self.clock()
        due = await messages.due(self.store.engine, subject, now)
        await self.store.commit([forget_or_postpone(Result.UNREACHABLE, subject, trace, now) for trace in due])
