"""How does a person learn that one of their applications has reached its end?"""

from __future__ import annotations

from bot.channels.telegram.gateway import Undelivered
from bot.channels.telegram.messenger import Messenger
from bot.clock import Clock
from bot.domain.schedule import Schedule
from bot.domain.wall_clock import minute
from bot.i18n import Words
from storage import erasures, lost_keys
from storage.store import Store


class DeliverEnded:
    """Fact.ENDED: the subject is an erasure of one application; who stays may be in the middle of another."""

    def __init__(self, store: Store, messenger: Messenger, words: Words, schedule: Schedule, clock: Clock) -> None:
        self._store = store
        self._messenger = messenger
        self._words = words
        self._schedule = schedule
        self._clock = clock

    async def __call__(self, subject: bytes) -> None:
        erasure = await erasures.load(self._store.engine, self._store.vault, subject)
        if erasure is None:  # it was told already, or its key is lost, and with it where to
            await self._store.commit([*lost_keys.let_go(subject), erasures.finish(subject, self._clock())])
            return
        text, now = self._words.speak(erasure.language), self._clock()
        at = minute(now, self._schedule.calendar.zone)
        said = [
            text("erased.ended", application=erasure.application),
            text("erased.reference", reference=erasure.reference, time=at),
        ]
        try:
            await self._messenger.say(erasure.chat_id, "\n\n".join(said), silent=self._schedule.is_quiet(now))
        except Undelivered as failure:
            if not failure.permanent:
                raise  # blocked or deleted: nobody is there to be told
        await self._store.commit([erasures.let_go(subject), erasures.finish(subject, now)])
        await self._store.vault.destroy(subject)
