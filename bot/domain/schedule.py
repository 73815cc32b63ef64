"""When is each thing due? Deadlines are computed here and stored as columns; a sweep only compares them with the
clock.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.lead import OPEN, Status
from bot.domain.retention import Retention
from bot.domain.time import DAY, EPOCH, NO_TIME, Moment, Span
from bot.domain.working_calendar import Hours, WorkingCalendar, first_decent, moment

MOST_REMINDERS = 2
"""Of one application: policy clause 2.1 (P2) covers a reminder, not a siege."""
OWNER_NUDGES = (1, 3)
"""Working days after which somebody who took a lead and neither called nor closed it is reminded of it."""
WARNING = 7 * DAY
"""Staff hear of an open lead's end this long before; where leads live no longer than that, they do not."""


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Of one lead; None is never. Each is counted anew whenever the lead moves on."""

    destroy_at: Moment
    nudge_at: Moment | None
    warn_at: Moment | None
    gather_at: Moment | None


@dataclass(frozen=True, slots=True)
class Schedule:
    """The operator's periods and hours."""

    retention: Retention
    calendar: WorkingCalendar
    quiet: Hours
    reminders: tuple[Span, ...]
    escalations: tuple[Span, ...]

    def remind_at(self, stirred_at: Moment, reminders: int, now: Moment) -> Moment | None:
        """When a draft nobody has stirred since, and that has had so many reminders, is due for the next.

        Two never come closer together than the settings say, also after the bot was down.
        """
        if reminders >= len(self.reminders):
            return None
        gap = self.reminders[reminders] - self.reminders[reminders - 1] if reminders else NO_TIME
        return max(stirred_at + self.reminders[reminders], now + gap if reminders else EPOCH)

    def of_lead(self, status: Status, now: Moment) -> Deadlines:
        """What a lead that has just become this has to expect."""
        destroy_at = self.retention.end_of_lead(status, now)
        opening = self.calendar.next_opening(now)
        return Deadlines(
            destroy_at=destroy_at,
            nudge_at=self.nudge_at(status, now, 0, now),
            warn_at=destroy_at - WARNING if status in OPEN and destroy_at - WARNING > now else None,
            gather_at=opening if status is Status.NEW and opening > now else None,
        )

    def nudge_at(self, status: Status, since: Moment, nudges: int, now: Moment) -> Moment | None:
        """When staff are told once more that a lead waits; always in working time."""
        if status is Status.NEW:
            return self._escalate_at(since, nudges, now)
        if status in OPEN and nudges < len(OWNER_NUDGES):
            return self._same_time_later(since, OWNER_NUDGES[nudges])
        return None

    def first_decent(self, now: Moment) -> Moment:
        """`now`, or the end of the quiet hours."""
        return first_decent(now, self.quiet, self.calendar.zone)

    def is_quiet(self, now: Moment) -> bool:
        return self.first_decent(now) > now

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
