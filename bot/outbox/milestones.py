"""Tells a person how it goes on with their application: a specialist works on it, or it is closed."""

from __future__ import annotations

from bot.dialogue.keyboard import Keyboard
from bot.domain.consent import Purpose
from bot.domain.feedback import ASKED_AFTER, may_be_asked_about
from bot.domain.frozen import frozen
from bot.domain.lead import Action, Lead, Status
from bot.domain.milestones import TOLD_OUTCOMES, Milestone, told_steps
from bot.domain.person import Person
from bot.domain.time import EPOCH
from bot.outbox.fact_delivery import FactDelivery
from bot.outbox.person import find_lead
from bot.outbox.still_pending import make_pending_check
from bot.views import feedback as question
from bot.views import milestones
from bot.views.notice import compose_feedback
from storage import consents, feedback, lead_history, muted_milestones
from storage.outbox import OutboxRow


@frozen
class MilestoneDelivery(FactDelivery):
    """Nothing is said that is no longer true, or that the person does not want to hear."""

    async def find(self, subject: bytes, milestone: Milestone) -> tuple[Lead, Person] | None:
        """The lead and its person, if the person may be told and wants to be.

        Nobody is told whose data is out of use, who is in doubt after a restore, or who may not apply again.
        """
        found = await find_lead(self.store, subject)
        if found is None:
            return None
        lead, person = found
        if lead.withheld:
            return None
        if person.banned_at > EPOCH or person.blocked_at > EPOCH:
            return None
        muted = await muted_milestones.of_person(self.store.engine, lead.person)
        return None if milestone in muted else (lead, person)


@frozen
class DeliverTaken(MilestoneDelivery):
    """Fact.TAKEN: the subject is a lead. If it was given back, or the person was called, there is nothing to say."""

    async def __call__(self, row: OutboxRow) -> None:
        is_wanted = make_pending_check(self.store, row)
        found = await self.find(row.subject, Milestone.TAKEN)
        if found is None or found[0].status is not Status.TAKEN:
            return
        self.wait_for_morning()
        lead, person = found
        said = milestones.taken(self.words.text_in(person.language), lead)
        await self.channel.only_if(is_wanted).say(self.channel.chat_of(person.address), said)


@frozen
class DeliverTried(MilestoneDelivery):
    """Fact.TRIED: the subject is a lead whose person did not answer. Once they were reached, or the day of the next
    call is over, there is nothing to say."""

    async def __call__(self, row: OutboxRow) -> None:
        is_wanted = make_pending_check(self.store, row)
        found = await self.find(row.subject, Milestone.TRIED)
        if found is None or not found[0].tries or found[0].status not in (Status.TAKEN, Status.CONTACTED):
            return
        self.wait_for_morning()
        lead, person = found
        next_call = self.schedule.retry_day(lead.tried_at)
        if self.schedule.calendar.local(self.clock()).date() <= next_call:
            said = milestones.tried(self.words.text_in(person.language), lead, next_call, self.schedule.calendar.hours)
            await self.channel.only_if(is_wanted).say(self.channel.chat_of(person.address), said)


@frozen
class DeliverClosed(MilestoneDelivery):
    """Fact.CLOSED: the subject is a closed lead. One message says how it ended, and asks how the service was."""

    async def __call__(self, row: OutboxRow) -> None:
        is_wanted = make_pending_check(self.store, row)
        found = await self.find(row.subject, Milestone.CLOSED)
        if found is None or found[0].status is not Status.CLOSED or found[0].outcome not in TOLD_OUTCOMES:
            return
        self.wait_for_morning()
        lead, person = found
        said, keyboard = await self._compose(lead, person)
        await self.channel.only_if(is_wanted).say(self.channel.chat_of(person.address), said, keyboard)

    async def _compose(self, lead: Lead, person: Person) -> tuple[str, Keyboard | None]:
        text = self.words.text_in(person.language)
        closed = milestones.closed(text, lead, self.installation.operator.email)
        if not await self._may_ask(lead):
            return closed, None
        notice = compose_feedback(self.installation, person.language)
        return question.question(closed, notice), question.keyboard(text, lead, notice)

    async def _may_ask(self, lead: Lead) -> bool:
        """Nobody is asked twice, nor after they took back an earlier rating, nor under a policy they do not know."""
        if not may_be_asked_about(lead) or await feedback.rating_of(self.store.engine, lead.id) is not None:
            return False
        history = await consents.history(self.store.engine, lead.person)
        newest = {one.purpose: one for one in reversed(history)}
        agreed, rated = newest.get(Purpose.APPLICATION), newest.get(Purpose.FEEDBACK)
        knows = agreed is not None and agreed.policy_version == self.installation.policy.version
        return knows and (rated is None or rated.in_force) and not await self._was_asked(lead)

    async def _was_asked(self, lead: Lead) -> bool:
        """When it was closed before, and reopened."""
        seal = await self.store.vault.seal_of(lead.person)
        history = await lead_history.of_person(self.store.engine, lead.person, seal) if seal else []
        steps = [step for step in history if step.lead == lead.id]
        last = max((number for number, step in enumerate(steps) if step.what == Action.CLOSE), default=0)
        told = told_steps(steps[:last], Action.CLOSE, self.schedule.after_quiet_hours)
        return any(step.outcome in ASKED_AFTER for step in told)
