"""Notes to staff: a lead waits, leads came while they were away, a lead ends soon, a job has stopped.

Notes hold references only. A note about a lead that has changed meanwhile is not sent.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.dialogue.channel import IsWanted, always_wanted
from bot.domain.frozen import frozen
from bot.domain.lead import Action, Lead, Status
from bot.domain.time import Moment
from bot.health.time_check import CLOCK
from bot.i18n import Markup, rough_duration
from bot.outbox.at_most_twice import AtMostTwice
from bot.outbox.fact_delivery import FactDelivery
from bot.outbox.staff_group import StaffGroup
from bot.outbox.still_pending import make_pending_check
from storage import cards, lead_history, leads, persons, waiting_leads
from storage.outbox import OutboxRow
from storage.waiting_leads import Arrival

MAX_LINE_LENGTH = 100  # characters of one line in a list; about forty lines fit into a message of Telegram


@frozen
class StaffNote(FactDelivery):
    """Says something in the staff group, under a lead's card where there is one."""

    staff: StaffGroup

    async def say(self, said: str, lead: bytes | None = None, is_wanted: IsWanted = always_wanted) -> None:
        """Does nothing while there is no group."""
        chat_id = self.staff.chat()
        if chat_id is None:
            return
        card = await cards.load(self.store.engine, lead) if lead else None
        reply_to = card.message_id if card and card.chat_id == chat_id else None
        await self.channel.only_if(is_wanted).say(chat_id, said, topic=self.staff.topic, reply_to=reply_to)


@frozen
class DeliverNudge(StaffNote):
    """Fact.NUDGE: the subject is a lead that waits. The first nudge is calm, later ones are not."""

    async def __call__(self, row: OutboxRow) -> None:
        subject = row.subject
        is_wanted = make_pending_check(self.store, row)
        lead, now = await leads.load(self.store.engine, self.store.vault, subject), self.clock()
        nudges = await waiting_leads.nudges_of(self.store.engine, subject)
        if lead is None or not nudges or await persons.is_blocked(self.store.engine, lead.person):
            return
        if (opening := self.schedule.calendar.next_opening(now)) > now:  # the group was out of reach in opening hours
            await self.store.commit([waiting_leads.put_off_nudge(subject, opening)])
            return
        await self.say(await self._text(lead, nudges), lead.id, is_wanted)

    async def _text(self, lead: Lead, nudges: int) -> str:
        text = self.staff.text
        if lead.status is Status.NEW:
            waited = rough_duration(text, self.clock() - await self._waits_since(lead))
            return text("nudge.new" if nudges == 1 else "nudge.new_again", reference=lead.reference, waited=waited)
        if lead.tried_at > lead.changed_at:
            return text("nudge.no_answer", reference=lead.reference, owner=self._mention_owner(lead))
        since = rough_duration(text, self.clock() - lead.changed_at)
        return text(
            f"nudge.{lead.status.value}", reference=lead.reference, owner=self._mention_owner(lead), since=since
        )

    def _mention_owner(self, lead: Lead) -> str:
        name = lead.owner_name or ""
        return Markup(self.channel.mention(lead.owner_id, name)) if lead.owner_id else name

    async def _waits_since(self, lead: Lead) -> Moment:
        """Since it came, even if it was taken and given back; or since it was last reopened."""
        seal = await self.store.vault.seal_of(lead.person)
        steps = await lead_history.of_person(self.store.engine, lead.person, seal) if seal else []
        reopened = [step.at for step in steps if step.lead == lead.id and step.what == Action.REOPEN]
        return max([lead.created_at, *reopened])


@frozen
class DeliverGathered(StaffNote):
    """Fact.GATHERED: lists the leads that came outside opening hours and that nobody has taken."""

    twice: AtMostTwice

    async def __call__(self, row: OutboxRow) -> None:
        now, text = self.clock(), self.staff.text
        if not self.schedule.calendar.is_open(now):
            return  # a job gathers them again at the next opening
        arrivals = await waiting_leads.gathered(self.store.engine, now)
        if arrivals:
            said = text("gathered.card", count=len(arrivals), lines=self._list(arrivals, now))
            await self.twice(row, lambda: self.say(said))
        await self.store.commit([waiting_leads.told_of_gathered(now)])

    def _list(self, arrivals: Sequence[Arrival], now: Moment) -> Markup:
        """As many lines as fit into a message, then the number of the others."""
        text, room = self.staff.text, self.channel.can.longest_text // MAX_LINE_LENGTH
        lines = [
            text("gathered.line", reference=one.reference, waited=rough_duration(text, now - one.created_at))
            for one in arrivals[:room]
        ]
        more = [text("gathered.more", count=len(arrivals) - room)] if len(arrivals) > room else []
        return Markup("\n".join([*lines, *more]))


@frozen
class DeliverEnding(StaffNote):
    """Fact.ENDING: the subject is an open lead that ends soon."""

    async def __call__(self, row: OutboxRow) -> None:
        subject = row.subject
        is_wanted = make_pending_check(self.store, row)
        lead, now = await leads.load(self.store.engine, self.store.vault, subject), self.clock()
        if (opening := self.schedule.calendar.next_opening(now)) > now:
            await self.store.commit([waiting_leads.put_off_warning(subject, opening)])
            return
        end = await waiting_leads.end_of(self.store.engine, subject)
        if lead and end and not await persons.is_blocked(self.store.engine, lead.person):
            said = self.staff.text("lead.ending", reference=lead.reference, date=self.staff.date(end))
            await self.say(said, lead.id, is_wanted)


@frozen
class DeliverAlarm(StaffNote):
    """Fact.ALARM: the subject is a job's name, or CLOCK."""

    async def __call__(self, row: OutboxRow) -> None:
        job, text = row.subject.decode(), self.staff.text
        late = text("watch.clock") if job == CLOCK else text("watch.late", job=job, what=text(f"job.{job}"))
        await self.say(late)
