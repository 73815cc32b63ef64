"""Asks a person to read a new policy and agree again."""

from __future__ import annotations

from bot.domain.consent import Purpose
from bot.domain.frozen import frozen
from bot.outbox.fact_delivery import FactDelivery
from bot.outbox.person import find_person
from bot.outbox.still_pending import make_pending_check
from bot.views import keyboards
from bot.views.notice import compose_notice
from storage import consents, persons
from storage.outbox import OutboxRow


@frozen
class DeliverPolicy(FactDelivery):
    """Fact.POLICY: the subject is a person. Sends the whole new text, headed by what has changed."""

    async def __call__(self, row: OutboxRow) -> None:
        subject = row.subject
        installation, store = self.installation, self.installation.store
        is_wanted = make_pending_check(store, row)
        person = await find_person(store, subject)
        consent = await consents.of_person(store.engine, subject, Purpose.APPLICATION) if person else None
        if person is None or consent is None:
            return
        if consent.policy_version == installation.policy.version:
            return
        if installation.schedule.is_quiet(installation.clock()):  # the chat was out of reach until night
            await store.commit([persons.note_policy(subject, consent.policy_version)])
            return
        notice = compose_notice(installation, person.language, agreed_to=consent.policy_version)
        keyboard = keyboards.consent(installation, notice, renews=True)
        await self.channel.only_if(is_wanted).say(self.channel.chat_of(person.address), notice.text, keyboard)
