"""How is somebody asked to read a new policy and agree again?"""

from __future__ import annotations

from collections.abc import Callable

from bot.channels.telegram.messenger import Messenger
from bot.clock import Clock
from bot.domain.consent import Notice, Purpose
from bot.domain.schedule import Schedule
from bot.i18n import Words
from bot.outbox.looking_again import still_to_be_told
from bot.outbox.person import find_person
from bot.views import keyboards
from storage import consents, persons
from storage.outbox import Fact
from storage.store import Store


class DeliverPolicy:
    """Fact.POLICY: the subject is a person; the whole new text, with what has happened above it."""

    def __init__(
        self,
        store: Store,
        messenger: Messenger,
        words: Words,
        renewal: Callable[[str, str], Notice],
        schedule: Schedule,
        clock: Clock,
    ) -> None:
        self._store = store
        self._messenger = messenger
        self._words = words
        self._renewal = renewal
        self._schedule = schedule
        self._clock = clock

    async def __call__(self, subject: bytes) -> None:
        still = await still_to_be_told(self._store, Fact.POLICY, subject)
        person = await find_person(self._store, subject)
        consent = await consents.of_person(self._store.engine, subject, Purpose.APPLICATION) if person else None
        if person is None or consent is None:
            return
        notice = self._renewal(person.language, consent.policy_version)
        if consent.policy_version == notice.policy.version:
            return
        if self._schedule.is_quiet(self._clock()):  # Telegram could not be reached before the night came
            await self._store.commit([persons.note_policy(subject, consent.policy_version)])
            return
        keyboard = keyboards.consent(self._words, notice, renews=True)
        await self._messenger.only_if(still).say(person.telegram_id, notice.text, keyboard)
