"""How is somebody asked to read a new policy and agree again?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.clock import Clock
from bot.dialogue.channel import Channel
from bot.domain.consent import Notice, Purpose
from bot.domain.schedule import Schedule
from bot.i18n import Words
from bot.outbox.looking_again import still_to_be_told
from bot.outbox.person import find_person
from bot.views import keyboards
from storage import consents, persons
from storage.outbox import Fact
from storage.store import Store


@dataclass(frozen=True, slots=True)
class DeliverPolicy:
    """Fact.POLICY: the subject is a person; the whole new text, with what has happened above it."""

    store: Store
    messenger: Channel
    words: Words
    renewal: Callable[[str, str], Notice]
    schedule: Schedule
    clock: Clock

    async def __call__(self, subject: bytes) -> None:
        still = await still_to_be_told(self.store, Fact.POLICY, subject)
        person = await find_person(self.store, subject)
        consent = await consents.of_person(self.store.engine, subject, Purpose.APPLICATION) if person else None
        if person is None or consent is None:
            return
        notice = self.renewal(person.language, consent.policy_version)
        if consent.policy_version == notice.policy.version:
            return
        if self.schedule.is_quiet(self.clock()):  # Telegram could not be reached before the night came
            await self.store.commit([persons.note_policy(subject, consent.policy_version)])
            return
        keyboard = keyboards.consent(self.words, notice, renews=True)
        await self.messenger.only_if(still).say(person.telegram_id, notice.text, keyboard)
