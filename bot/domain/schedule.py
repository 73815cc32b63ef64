"""Computes when each thing is due. Deadlines are stored as columns; a sweep only compares them with the clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bot.domain.frozen import frozen
from bot.domain.lead import OPEN, Outcome, Status
from bot.domain.retention import NO_PROMISE, Retention
from bot.domain.time import DAY, EPOCH, HOUR, MINUTE, NO_TIME, Moment, Span
from bot.domain.working_calendar import Hours, WorkingCalendar, after_quiet_hours, moment

MAX_REMINDERS = 2
"""For one application; policy clause 2.1 (P2) allows no more than a reminder."""
OWNER_NUDGE_WORKDAYS = (1, 3)
"""Working days after which the owner of a lead who did nothing more is reminded of it."""
CONTACT_WITHIN = HOUR
"""Of working time. Nobody is told that they will be contacted today if less than this is left of the day, or less than
half of a day that is shorter than two of this."""
WARN_BEFORE_END = 7 * DAY
"""Staff are warned of an open lead's end so long before it; not at all if leads are kept no longer than this."""


@frozen
class Deadlines:
    """When something is due for a lead; None: never. All are computed again whenever the lead changes."""

    destroy_at: Moment
    nudge_at: Moment | None
    warn_at: Moment | None
    gather_at: Moment | None


@frozen
class Schedule:
    """The operator's periods and hours."""

    retention: Retention
    calendar: WorkingCalendar
    quiet: Hours
    reminders: tuple[Span, ...]
    escalations: tuple[Span, ...]

    def remind_at(self, stirred_at: Moment, reminders: int, now: Moment) -> Moment | None:
        """When the next reminder of a draft is due, without activity since `stirred_at`; None if there is no more.

        Two reminders are never closer together than the settings say, even after the bot was down.
        """
        if reminders >= len(self.reminders):
            return None
        gap = self.reminders[reminders] - self.reminders[reminders - 1] if reminders else NO_TIME
        return max(stirred_at + self.reminders[reminders], now + gap if reminders else EPOCH)

    def of_lead(
        self, status: Status, outcome: Outcome | None, now: Moment, promised: Mapping[str, Span] = NO_PROMISE
    ) -> Deadlines:
        """The deadlines of a lead that has this status, and if closed this outcome, since `now`; `promised` as in
        `Retention.end_of_lead`."""
        destroy_at = self.retention.end_of_lead(status, outcome, now, promised)
        opening = self.calendar.next_opening(now)
        return Deadlines(
            destroy_at=destroy_at,
            nudge_at=self.nudge_at(status, now, 0, now),
            warn_at=destroy_at - WARN_BEFORE_END if status in OPEN and destroy_at - WARN_BEFORE_END > now else None,
            gather_at=opening if status is Status.NEW and opening > now else None,
        )

    def nudge_at(self, status: Status, since: Moment, nudges: int, now: Moment) -> Moment | None:
        """When staff are told again that a lead waits, always in working time; None if they are not."""
        if status is Status.NEW:
            return self._escalate_at(since, nudges, now)
        if status in OPEN and nudges < len(OWNER_NUDGE_WORKDAYS):
            return self._same_time_later(since, OWNER_NUDGE_WORKDAYS[nudges])
        return None

    def retry_day(self, tried_at: Moment) -> date:
        """The day on which somebody who did not answer is called again: the next working day."""
        return self.calendar.add_days(self.calendar.local(tried_at).date(), 1)

    def retry_at(self, tried_at: Moment) -> Moment:
        """When the owner is reminded of that call: at the opening."""
        return moment(self.retry_day(tried_at), self.calendar.hours.start, self.calendar.zone)

    def contact_hours(self, now: Moment) -> tuple[Moment, Moment]:
        """Opening and closing of the working day on which somebody who has applied `now` is contacted."""
        half = (self.calendar.hours.end - self.calendar.hours.start) * MINUTE // 2
        return self.calendar.working_day(self.calendar.add(now, min(CONTACT_WITHIN, half)))

    def after_quiet_hours(self, now: Moment) -> Moment:
        """`now`, or the end of the quiet hours."""
        return after_quiet_hours(now, self.quiet, self.calendar.zone)

    def is_quiet(self, now: Moment) -> bool:
        return self.after_quiet_hours(now) > now

    def _escalate_at(self, since: Moment, nudges: int, now: Moment) -> Moment | None:
        if nudges >= len(self.escalations):
            return None
        gap = self.escalations[nudges] - self.escalations[nudges - 1] if nudges else NO_TIME
        due = self.calendar.add(since, self.escalations[nudges])
        return max(due, self.calendar.add(now, gap)) if nudges else due

    def _same_time_later(self, since: Moment, days: int) -> Moment:
        local = self.calendar.local(since)
        later = self.calendar.add_days(local.date(), days)
        return self.calendar.next_opening(moment(later, local.hour * 60 + local.minute, self.calendar.zone))
