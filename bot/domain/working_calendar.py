"""Working time of the operator, and quiet hours of people.

Days are those of the calendar's zone. A working day lasts from its opening up to, but not including, its closing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from bot.domain.frozen import frozen
from bot.domain.time import NO_TIME, Moment, Span, moment_of
from bot.domain.wall_clock import local

PUBLIC_HOLIDAYS = holidays.country_holidays("KZ")
"""Includes days off for holidays on a weekend. Dates of Kurban-ait are estimates until they are proclaimed."""
SATURDAY = 5
ONE_DAY = timedelta(days=1)


@frozen
class Hours:
    """A part of every day, in minutes since midnight. It may include midnight; with `start == end` it is empty."""

    start: int
    end: int

    def cover(self, minute: int) -> bool:
        if self.start <= self.end:
            return self.start <= minute < self.end
        return minute >= self.start or minute < self.end


@frozen
class WorkingCalendar:
    """Monday to Friday without public holidays of Kazakhstan; the operator adds days that the government moves."""

    zone: ZoneInfo
    hours: Hours
    extra_holidays: frozenset[date] = frozenset()
    extra_workdays: frozenset[date] = frozenset()

    def is_workday(self, day: date) -> bool:
        if day in self.extra_workdays or day in self.extra_holidays:
            return day in self.extra_workdays
        return day.weekday() < SATURDAY and not _is_public_holiday(day)

    def is_open(self, at: Moment) -> bool:
        return self.next_opening(at) == at

    def next_opening(self, at: Moment) -> Moment:
        """`at` itself in working time, else the next opening."""
        return self.add(at, NO_TIME)

    def add(self, at: Moment, span: Span) -> Moment:
        """The moment after `span` of working time; always in working time."""
        for opens, closes in self._spans(at):
            start = max(at, opens)
            if closes - start > span:
                return start + span
            span -= max(NO_TIME, closes - start)
        raise LookupError("a calendar without an end has no working time left")

    def working_day(self, at: Moment) -> tuple[Moment, Moment]:
        """Opening and closing of the working day to which `at` belongs, a moment in working time."""
        return next(self._spans(at))

    def add_days(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`; `day` itself is not counted, and need not be a working day."""
        workdays = self._workdays(day + ONE_DAY)
        return next(later for number, later in enumerate(workdays, 1) if number == count)

    def local(self, at: Moment) -> datetime:
        """The moment as a `datetime` in the calendar's zone."""
        return local(at, self.zone)

    def _spans(self, at: Moment) -> Iterator[tuple[Moment, Moment]]:
        """(opening, closing) of each working day from the day of `at` on."""
        for day in self._workdays(self.local(at).date()):
            yield moment(day, self.hours.start, self.zone), moment(day, self.hours.end, self.zone)

    def _workdays(self, day: date) -> Iterator[date]:
        """From this day on, without an end."""
        while True:
            if self.is_workday(day):
                yield day
            day += ONE_DAY


@lru_cache(maxsize=1024)
def _is_public_holiday(day: date) -> bool:
    return day in PUBLIC_HOLIDAYS


@lru_cache(maxsize=1024)
def moment(day: date, minute: int, zone: ZoneInfo) -> Moment:
    """The moment of a minute of the day (0 to 1440) in the zone; 1440 is midnight of the next day."""
    naive = datetime.combine(day, time()) + timedelta(minutes=minute)
    return moment_of(naive.replace(tzinfo=zone))


def after_quiet_hours(at: Moment, quiet: Hours, zone: ZoneInfo) -> Moment:
    """`at` itself, or the end of the quiet hours if it is within them."""
    on_the_wall = local(at, zone)
    minute = on_the_wall.hour * 60 + on_the_wall.minute
    if not quiet.cover(minute):
        return at
    tomorrow = timedelta(days=1 if quiet.start > quiet.end and minute >= quiet.start else 0)
    return moment(on_the_wall.date() + tomorrow, quiet.end, zone)
