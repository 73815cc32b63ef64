"""How do staff hear that a lead waits, that several came overnight, that one ends soon, or that a job has stopped?

All of these hold references only. A note about a lead that has moved on meanwhile is not sent.
"""

from __future__ import annotations

import html

from bot.channels.telegram.gateway import Still, always
from bot.channels.telegram.messenger import Messenger
from bot.clock import Clock
from bot.domain.lead import Action, Lead, Status
from bot.domain.schedule import Schedule
from bot.i18n import Markup, roughly
from bot.outbox.at_most_twice import AtMostTwice
from bot.outbox.looking_again import still_to_be_told
from bot.outbox.staff_group import StaffGroup
from storage import cards, lead_history, leads, persons, waiting
from storage.outbox import Fact
from storage.store import Store

CLOCK = "clock"
"""What an alarm is about that is about no job."""
LISTED = 40  # references in one message: 4,096 characters (Bot API) hold some eighty


class StaffNotes:
    """Says something in the staff group, under a lead's card where there is one."""

    def __init__(self, store: Store, messenger: Messenger, staff: StaffGroup) -> None:
        self._store = store
        self._messenger = messenger
        self._staff = staff

    async def say(self, said: str, lead: bytes | None = None, still: Still = always) -> None:
        """Nothing, if there is no group (any more)."""
        chat_id = self._staff.chat()
        if chat_id is None:
            return
        card = await cards.load(self._store.engine, lead) if lead else None
        reply_to = card.message_id if card and card.chat_id == chat_id else None
        await self._messenger.only_if(still).say(chat_id, said, topic=self._staff.topic, reply_to=reply_to)


class DeliverNudge:
    """Fact.NUDGE: the subject is a lead; the first is calm, later ones are not."""

    def __init__(self, store: Store, notes: StaffNotes, staff: StaffGroup, schedule: Schedule, clock: Clock) -> None:
        self._store = store
        self._notes = notes
        self._staff = staff
        self._schedule = schedule
        self._clock = clock

    async def __call__(self, subject: bytes) -> None:
        still = await still_to_be_told(self._store, Fact.NUDGE, subject)
        lead, now = await leads.load(self._store.engine, self._store.vault, subject), self._clock()
        nudges = await waiting.nudges_of(self._store.engine, subject)
        if lead is None or not nudges or await persons.is_blocked(self._store.engine, lead.person):
            return
        if (opening := self._schedule.calendar.next_opening(now)) > now:  # the group was out of reach until now
            await self._store.commit([waiting.put_off_nudge(subject, opening)])
            return
        await self._notes.say(await self._text(lead, nudges), lead.id, still)

    async def _text(self, lead: Lead, nudges: int) -> str:
        text = self._staff.text
        if lead.status is Status.NEW:
            waited = roughly(text, self._clock() - await self._waits_since(lead))
            return text("nudge.new" if nudges == 1 else "nudge.new_again", reference=lead.reference, waited=waited)
        since = roughly(text, self._clock() - lead.changed_at)
        return text(f"nudge.{lead.status.value}", reference=lead.reference, owner=_mention(lead), since=since)

    async def _waits_since(self, lead: Lead) -> int:
        """One that was given back has waited all along, one that was closed since it was reopened."""
        seal = await self._store.vault.seal_of(lead.person)
        steps = await lead_history.of_person(self._store.engine, lead.person, seal) if seal else []
        reopened = [step.at for step in steps if step.lead == lead.id and step.what == Action.REOPEN]
        return max([lead.created_at, *reopened])


def _mention(lead: Lead) -> str:
    """The owner's name, such that their phone rings."""
    name = html.escape(lead.owner_name or "")
    return Markup(f'<a href="tg://user?id={lead.owner_id}">{name}</a>' if lead.owner_id else name)


class DeliverGathered:
    """Fact.GATHERED: the subject is the group; what came while it was closed and is still nobody's."""

    def __init__(
        self,
        store: Store,
        notes: StaffNotes,
        staff: StaffGroup,
        schedule: Schedule,
        twice: AtMostTwice,
        clock: Clock,
    ) -> None:
        self._store = store
        self._notes = notes
        self._staff = staff
        self._schedule = schedule
        self._twice = twice
        self._clock = clock

    async def __call__(self, subject: bytes) -> None:
        now, text = self._clock(), self._staff.text
        if not self._schedule.calendar.is_open(now):
            return  # they are gathered again at the next opening
        arrivals = await waiting.gathered(self._store.engine, now)
        if arrivals:
            lines = [
                text("gathered.line", reference=one.reference, waited=roughly(text, now - one.created_at))
                for one in arrivals[:LISTED]
            ]
            more = [text("gathered.more", count=len(arrivals) - LISTED)] if len(arrivals) > LISTED else []
            listed = Markup("\n".join([*lines, *more]))
            said = text("gathered.card", count=len(arrivals), lines=listed)
            await self._twice(subject, lambda: self._notes.say(said))
        await self._store.commit([waiting.told_of_gathered(now)])


class DeliverEnding:
    """Fact.ENDING: the subject is an open lead."""

    def __init__(self, store: Store, notes: StaffNotes, staff: StaffGroup, schedule: Schedule, clock: Clock) -> None:
        self._store = store
        self._notes = notes
        self._staff = staff
        self._schedule = schedule
        self._clock = clock

    async def __call__(self, subject: bytes) -> None:
        still = await still_to_be_told(self._store, Fact.ENDING, subject)
        lead, now = await leads.load(self._store.engine, self._store.vault, subject), self._clock()
        if (opening := self._schedule.calendar.next_opening(now)) > now:
            await self._store.commit([waiting.put_off_warning(subject, opening)])
            return
        end = await waiting.end_of(self._store.engine, subject)
        if lead and end and not await persons.is_blocked(self._store.engine, lead.person):
            said = self._staff.text("lead.ending", reference=lead.reference, date=self._staff.date(end))
            await self._notes.say(said, lead.id, still)


class DeliverAlarm:
    """Fact.ALARM: the subject is a job's name, or CLOCK."""

    def __init__(self, notes: StaffNotes, staff: StaffGroup) -> None:
        self._notes = notes
        self._staff = staff

    async def __call__(self, subject: bytes) -> None:
        job, text = subject.decode(), self._staff.text
        late = text("watch.clock") if job == CLOCK else text("watch.late", job=job, what=text(f"job.{job}"))
        await self._notes.say(late)
