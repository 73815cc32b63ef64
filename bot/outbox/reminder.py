"""Reminds a person of an unfinished application, and tells them that it has ended."""

from __future__ import annotations

from bot.dialogue.keyboard import RemoveKeyboard
from bot.dialogue.undelivered import Trouble, Undelivered
from bot.domain.frozen import frozen
from bot.domain.retention import DRAFT
from bot.domain.wall_clock import minute
from bot.i18n import exact_duration
from bot.outbox.fact_delivery import FactDelivery
from bot.outbox.person import find_sealed
from bot.outbox.still_pending import make_pending_check
from bot.views import prompts, reminder
from storage import drafts, leads, reminders
from storage.outbox import OutboxRow


@frozen
class DeliverReminder(FactDelivery):
    """Fact.REMINDER: the subject is a person. The reminder repeats no answer.

    A draft past its end is not offered any more: a sweep may destroy it at any moment. One whose reminder was put off
    is claimed anew.
    """

    async def __call__(self, row: OutboxRow) -> None:
        subject = row.subject
        is_wanted = make_pending_check(self.store, row)
        found = await find_sealed(self.store, subject)
        if found is None:
            return
        person, seal = found
        draft = await drafts.load(self.store.engine, subject, seal)
        until, now = await drafts.end_of(self.store.engine, subject), self.clock()
        if draft is None or not draft.reminded or until is None or until <= now:
            return
        if self.schedule.is_quiet(now):  # the chat was out of reach until night
            await self.store.commit([reminders.put_off(subject, self.schedule.after_quiet_hours(now))])
            return
        text = self.words.text_in(person.language)
        end = minute(until, self.schedule.calendar.zone)
        said = text("reminder.card", progress=prompts.progress(draft), until=end)
        try:
            await self.channel.only_if(is_wanted).say(
                self.channel.chat_of(person.address), said, reminder.keyboard(text, draft)
            )
        except Undelivered as failure:
            if failure.permanent and failure.trouble is not Trouble.UNWANTED:
                await self.store.commit([reminders.stop(subject, 0)])
            raise


@frozen
class DeliverDropped(FactDelivery):
    """Fact.DROPPED: the subject is a person whose unfinished application has ended; one that was sent stays."""

    async def __call__(self, row: OutboxRow) -> None:
        subject = row.subject
        is_wanted = make_pending_check(self.store, row)
        found = await find_sealed(self.store, subject)
        if found is None:
            return
        person, seal = found
        text = self.words.text_in(person.language)
        sent = await leads.of_person(self.store.engine, subject, seal)
        said = text("draft.dropped", period=exact_duration(text, self.schedule.retention.span(DRAFT)))
        other = [text(f"application.{lead.status.value}", reference=lead.reference) for lead in sent[:1]]
        silent, channel = self.schedule.is_quiet(self.clock()), self.channel.only_if(is_wanted)
        await channel.say(channel.chat_of(person.address), "\n\n".join([said, *other]), RemoveKeyboard(), silent=silent)
