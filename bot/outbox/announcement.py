"""Sends an announcement once to each person who wants it.

Persons are served one after the other. Each outcome is committed before the next person's turn, so a crash can repeat
the announcement to one person at most. Whether a person still wants it is checked just before sending.
"""

from __future__ import annotations

import asyncio
from functools import partial

from bot.dialogue.channel import Rate
from bot.dialogue.undelivered import Trouble, Undelivered
from bot.domain.announcement import Announcement, State
from bot.domain.facts import Fact
from bot.domain.frozen import frozen
from bot.domain.time import SECOND
from bot.outbox.fact_delivery import FactDelivery
from bot.outbox.not_yet import NotYet
from bot.outbox.staff_group import StaffGroup
from bot.views import announcement
from storage import announcements, outbox, persons
from storage.outbox import OutboxRow
from storage.statements import Statement

STOP_TIMEOUT_SECONDS = 3.0  # for a message that is being sent when the bot is stopped
PROGRESS_INTERVAL = 10 * SECOND  # the group's 20 messages a minute are for cards (docs/facts/telegram.md 1.2)


@frozen
class DeliverAnnouncement(FactDelivery):
    """Fact.ANNOUNCEMENT: the subject is a confirmed announcement."""

    rate: Rate

    async def __call__(self, row: OutboxRow) -> None:
        subject = row.subject
        told_at = self.clock()
        while (one := await announcements.load(self.store.engine, subject)) and one.state is State.SENDING:
            person = await announcements.next_reader(self.store.engine, subject)
            if person is None:
                await self._finish(one)
                return
            if self.schedule.is_quiet(self.clock()):
                await self._wait_for_morning(one)
                return
            await self.rate.wait_for_bulk_slot()
            await self._serve(one, person)
            if self.clock() - told_at >= PROGRESS_INTERVAL:
                told_at = self.clock()
                await self.store.commit([self._tell_progress(one)])

    async def _serve(self, one: Announcement, person: bytes) -> None:
        """Send and record without interruption: a stop in between would repeat the announcement to this person."""
        step = asyncio.create_task(self._send_and_record(one, person))
        try:
            await asyncio.shield(step)
        except asyncio.CancelledError:
            await asyncio.wait([step], timeout=STOP_TIMEOUT_SECONDS)
            step.cancel()
            await asyncio.gather(step, return_exceptions=True)
            raise

    async def _send_and_record(self, one: Announcement, person: bytes) -> None:
        outcome = await self._send(one, person)
        await self.store.commit(announcements.record(one.id, person, outcome))

    async def _send(self, one: Announcement, person: bytes) -> str:
        """The outcome: `sent`, `skipped` or `blocked`."""
        seal = await self.store.vault.seal_of(person)
        known = await persons.load(self.store.engine, person, seal) if seal else None
        wants = partial(announcements.wants, self.store.engine, person, self.installation.policy.version)
        if known is None or not await wants():
            return "skipped"
        text = self.words.text_in(known.language)
        said = announcement.letter(self.words, known.language, one.texts, self.installation.operator)
        try:
            # Checked again just before the call: the rate limit of a chat can delay it.
            await self.channel.only_if(wants).say(
                self.channel.chat_of(known.address), said, announcement.unsubscribe_button(text)
            )
        except Undelivered as failure:
            if not failure.permanent:
                raise
            return "skipped" if failure.trouble is Trouble.UNWANTED else "blocked"
        return "sent"

    async def _finish(self, one: Announcement) -> None:
        # A conflict means that staff have just stopped it; that update tells the progress.
        await self.store.try_commit([*announcements.end(one.id, State.DONE), self._tell_progress(one)])

    async def _wait_for_morning(self, one: Announcement) -> None:
        now = self.clock()
        await self.store.commit([self._tell_progress(one)])
        raise NotYet(until=self.schedule.after_quiet_hours(now))

    def _tell_progress(self, one: Announcement) -> Statement:
        now = self.clock()
        return outbox.tell(outbox.STAFF, Fact.PROGRESS, one.id, now)


@frozen
class DeliverProgress(FactDelivery):
    """Fact.PROGRESS: the subject is an announcement; its message with the button shows the progress."""

    staff: StaffGroup

    async def __call__(self, row: OutboxRow) -> None:
        subject = row.subject
        one, group = await announcements.load(self.store.engine, subject), self.staff.chat()
        if one is None or group is None:
            return
        text = announcement.progress(self.staff.text, one, self._morning())
        button = announcement.stop_button(self.staff.text, one)
        if one.message_id is not None and one.chat_id == group:
            try:
                await self.channel.edit(group, one.message_id, text, button)
                return
            except Undelivered as failure:
                if failure.trouble not in (Trouble.GONE, Trouble.REFUSED):
                    raise
        # Deleted by hand, or the group is another one now. Staff need the stop button, so the message is sent again.
        message_id = await self.channel.say(group, text, button, topic=self.staff.topic)
        await self.store.commit([announcements.place(subject, group, message_id)])

    def _morning(self) -> str | None:
        """The time at which sending goes on, if it is night now."""
        now = self.clock()
        return self.staff.at(self.schedule.after_quiet_hours(now)) if self.schedule.is_quiet(now) else None
