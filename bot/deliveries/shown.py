"""How do answers to /my_data leave the chat again?"""

from __future__ import annotations

from bot.clock import Clock
from bot.deliveries.person import find_person
from bot.deliveries.taking_back import take_back
from bot.domain.erasure import SHOWN_FOR, Result
from bot.i18n import Words
from bot.messenger import Messenger
from storage import messages
from storage.store import Store


class DeliverShown:
    """Fact.SHOWN: the subject is a person; what has stood as long as was promised goes."""

    def __init__(self, store: Store, messenger: Messenger, words: Words, clock: Clock) -> None:
        self._store = store
        self._messenger = messenger
        self._words = words
        self._clock = clock

    async def __call__(self, subject: bytes) -> None:
        # A hold can postpone the destruction for months; what was promised for a day is not.
        person = await find_person(self._store, subject, also_erasing=True)
        if person is None:
            return
        stub = self._words.speak(person.language)("message.retired")
        for trace in await messages.due(self._store.engine, subject, self._clock()):
            result = await take_back(self._messenger, person.telegram_id, trace, stub, self._clock())
            # Somebody who has blocked the bot cannot be reached: it is tried again a day later.
            change = (
                messages.postpone(subject, trace.message_id, self._clock() + SHOWN_FOR)
                if result is Result.UNREACHABLE
                else messages.forget(subject, trace.message_id)
            )
            await self._store.commit([change])
