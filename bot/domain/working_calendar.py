"""When does the operator work, and when may a person be disturbed?

Days are those of the calendar's zone; a working day lasts from its opening up to, but not including, its closing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays

from bot.domain.time import NO_TIME, Moment, Span, moment_of
from bot.domain.wall_clock import local

PUBLIC_HOLIDAYS = holidays.country_holidays("KZ")
"""With days off for holidays on a weekend; the dates of Kurban-ait are estimates until they are proclaimed."""
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Hours:
    """A part of every day, in minutes since midnight. It may run over midnight; with `start == end` it is empty."""

    start: int
    end: int

    def cover(self, minute: int) -> bool:
        if self.start <= self.end:
            return self.start <= minute < self.end
        return minute >= self.start or minute < self.end


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Mon-Fri but for public holidays of Kazakhstan; days that the government moves are given by the operator."""

    zone: ZoneInfo
    hours: Hours
    extra_holidays: frozenset[date] = frozenset()
    extra_workdays: frozenset[date] = frozenset()

    def is_workday(self, day: date) -> bool:
        if day in self.extra_workdays or day in self.extra_holidays:
            return day in self.extra_workdays
        return day.weekday() < SATURDAY and day not in PUBLIC_HOLIDAYS

    def is_open(self, at: Moment) -> bool:
        return self.next_opening(at) == at

    def next_opening(self, at: Moment) -> Moment:
        """`at` itself in working time, else when that begins next."""
        return self.add(at, NO_TIME)

    def add(self, at: Moment, span: Span) -> Moment:
        """When `span` of working time will have passed; always in working time."""
        for opens, closes in self._spans(at):
            start = max(at, opens)
            if closes - start > span:
                return start + span
            span -= max(NO_TIME, closes - start)
        raise LookupError("a calendar without an end has no working time left")

    def add_days(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`, which need not be one itself and is not counted."""
        days = (later for later in _days(day) if later > day and self.is_workday(later))
        return next(later for number, later in enumerate(days, 1) if number == count)

    def local(self, at: Moment) -> datetime:
        """A moment as the clock on the wall shows it."""
        return local(at, self.zone)

    def _spans(self, at: Moment) -> Iterator[tuple[Moment, Moment]]:
        """Opening and closing of the working days from the day of `at` on."""
        workdays = (day for day in _days(self.local(at).date()) if self.is_workday(day))
        return ((moment(day, self.hours.start, self.zone), moment(day, self.hours.end, self.zone)) for day in workdays)


def moment(day: date, minute: int, zone: ZoneInfo) -> Moment:
    """When the clock on the wall shows this minute of the day; 24:00 is midnight of the next."""
    naive = datetime.combine(day, time()) + timedelta(minutes=minute)
    return moment_of(naive.replace(tzinfo=zone))


def first_decent(at: Moment, quiet: Hours, zone: ZoneInfo) -> Moment:
    """`at` itself, or the end of the quiet hours it falls into."""
    on_the_wall = local(at, zone)
    minute = on_the_wall.hour * 60 + on_the_wall.minute
    if not quiet.cover(minute):
        return at
    tomorrow = timedelta(days=1 if quiet.start > quiet.end and minute >= quiet.start else 0)
    return moment(on_the_wall.date() + tomorrow, quiet.end, zone)


def _days(day: date) -> Iterator[date]:
    while True:
        yield day
        day += timedelta(days=1)
