"""Asks a person how they were served, once their application is closed."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.consent import Purpose
from bot.domain.facts import Fact
from bot.domain.feedback import may_be_asked_about
from bot.domain.lead import Lead
from bot.domain.person import Person
from bot.domain.time import EPOCH
from bot.outbox.fact_delivery import FactDelivery
from bot.outbox.not_yet import NotYet
from bot.outbox.person import find_person
from bot.outbox.still_pending import make_pending_check
from bot.views import feedback as question
from bot.views.notice import compose_feedback
from storage import consents, feedback, leads


@dataclass(frozen=True, slots=True)
class DeliverFeedback(FactDelivery):
    """Fact.FEEDBACK: the subject is a closed lead. Raises NotYet in the quiet hours."""

    async def __call__(self, subject: bytes) -> None:
        is_wanted = await make_pending_check(self.store, Fact.FEEDBACK, subject)
        lead = await leads.load(self.store.engine, self.store.vault, subject)
        person = await find_person(self.store, lead.person) if lead else None
        if lead is None or person is None or not await self._may_ask(lead, person):
            return
        now = self.clock()
        if self.schedule.is_quiet(now):
            raise NotYet(until=self.schedule.after_quiet_hours(now))
        text, notice = self.words.text_in(person.language), compose_feedback(self.installation, person.language)
        await self.channel.only_if(is_wanted).say(
            self.channel.chat_of(person.address),
            question.question(text, lead, notice),
            question.keyboard(text, lead, notice),
        )

    async def _may_ask(self, lead: Lead, person: Person) -> bool:
        """Nobody is asked twice, nor after they took back an earlier rating, nor under a policy they do not know.

        Nor is anybody whose data is out of use, who is in doubt after a restore, or who may not apply again.
        """
        if person.banned_at > EPOCH or person.blocked_at > EPOCH or lead.withheld or not may_be_asked_about(lead):
            return False
        if await feedback.rating_of(self.store.engine, lead.id) is not None:
            return False
        history = await consents.history(self.store.engine, lead.person)
        newest = {one.purpose: one for one in reversed(history)}
        agreed, rated = newest.get(Purpose.APPLICATION), newest.get(Purpose.FEEDBACK)
        knows = agreed is not None and agreed.policy_version == self.installation.policy.version
        return knows and (rated is None or rated.in_force)
