"""Does working time pass as it does in an office in Almaty?"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.time import HOUR, MINUTE, Moment, Span, moment_of
from bot.domain.working_calendar import Hours, WorkingCalendar, after_quiet_hours, moment
from tests.cases import cases
from tests.examples import examples

ALMATY = ZoneInfo("Asia/Almaty")
OFFICE = WorkingCalendar(ALMATY, Hours(9 * 60, 18 * 60))
NIGHT = Hours(21 * 60, 9 * 60)

moments = st.datetimes(datetime(2023, 1, 1), datetime(2028, 12, 31), timezones=st.just(ALMATY)).map(  # noqa: DTZ001
    moment_of
)
spans = st.integers(0, int(60 * HOUR)).map(Span)


def at(text: str, zone: ZoneInfo = ALMATY) -> Moment:
    return moment_of(datetime.fromisoformat(text).replace(tzinfo=zone))


@cases(
    ("start", "days", "end"),
    [
        ("2026-12-11", 3, "2026-12-17"),  # 16 December is Independence Day
        ("2026-12-18", 1, "2026-12-21"),
        ("2026-12-11", 15, "2027-01-06"),
    ],
)
def test_working_days_are_counted_as_the_law_counts_them(start: str, days: int, end: str) -> None:
    assert OFFICE.add_days(date.fromisoformat(start), days) == date.fromisoformat(end)


@cases(
    ("start", "span", "end"),
    [
        ("2026-11-20T17:50", 15 * MINUTE, "2026-11-23T09:05"),  # Friday evening to Monday morning
        ("2026-11-20T17:45", 15 * MINUTE, "2026-11-23T09:00"),  # what falls due at closing falls due at opening
        ("2026-12-15T17:30", HOUR, "2026-12-17T09:30"),  # the night before a holiday
        ("2026-11-23T10:00", 15 * MINUTE, "2026-11-23T10:15"),
        ("2026-11-22T12:00", 15 * MINUTE, "2026-11-23T09:15"),  # a Sunday
        ("2026-11-23T03:00", 0, "2026-11-23T09:00"),
        ("2024-02-29T17:30", HOUR, "2024-03-01T09:30"),  # the night in which Almaty went from UTC+6 to UTC+5
    ],
)
def test_working_time_passes_only_in_the_office(start: str, span: Span, end: str) -> None:
    assert OFFICE.add(at(start), span) == at(end)


def test_the_night_of_the_zone_change_lasts_an_hour_longer() -> None:
    before, after = at("2024-02-29T18:00"), at("2024-03-01T09:00")
    assert after - before == 16 * HOUR


def test_days_that_the_government_moves_are_given() -> None:
    moved = WorkingCalendar(
        ALMATY, OFFICE.hours, frozenset({date(2026, 11, 23)}), frozenset({date(2026, 11, 22), date(2026, 12, 16)})
    )
    assert moved.is_workday(date(2026, 11, 22))
    assert not moved.is_workday(date(2026, 11, 23))
    assert moved.is_workday(date(2026, 12, 16))


def test_an_office_can_be_open_round_the_clock() -> None:
    always = WorkingCalendar(ALMATY, Hours(0, 24 * 60), extra_workdays=frozenset({date(2026, 11, 21)}))
    assert always.add(at("2026-11-20T23:30"), HOUR) == at("2026-11-21T00:30")


@given(moments, spans, spans)
def test_adding_more_never_ends_earlier(start: Moment, one: Span, more: Span) -> None:
    assert OFFICE.add(start, one) <= OFFICE.add(start, one + more)


@given(moments, moments, spans)
def test_who_starts_later_never_ends_earlier(one: Moment, other: Moment, span: Span) -> None:
    early, late = sorted((one, other))
    assert OFFICE.add(early, span) <= OFFICE.add(late, span)


@given(moments, spans)
def test_a_deadline_never_falls_outside_working_time(start: Moment, span: Span) -> None:
    found = OFFICE.add(start, span)
    local = OFFICE.local(found)
    assert OFFICE.is_workday(local.date())
    assert OFFICE.hours.cover(local.hour * 60 + local.minute)
    assert OFFICE.is_open(found)


@examples(20)
@given(moments, st.integers(0, 20 * 60))
def test_as_many_minutes_are_worked_as_were_added(start: Moment, count: int) -> None:
    """Counted one by one, by the clock on the wall."""
    end = OFFICE.add(start, count * MINUTE)
    passed = (OFFICE.local(Moment(minute)) for minute in range(int(start), int(end), int(MINUTE)))
    worked = sum(OFFICE.is_workday(one.date()) and OFFICE.hours.cover(one.hour * 60 + one.minute) for one in passed)
    assert worked == count


@given(moments, spans, spans)
def test_two_spans_pass_as_one(start: Moment, one: Span, other: Span) -> None:
    assert OFFICE.add(OFFICE.add(start, one), other) == OFFICE.add(start, one + other)


@cases(
    ("start", "end"),
    [
        ("2026-11-22T20:59", "2026-11-22T20:59"),
        ("2026-11-22T21:00", "2026-11-23T09:00"),
        ("2026-11-22T23:59", "2026-11-23T09:00"),
        ("2026-11-23T00:00", "2026-11-23T09:00"),
        ("2026-11-23T08:59", "2026-11-23T09:00"),
        ("2026-11-23T09:00", "2026-11-23T09:00"),
    ],
)
def test_nobody_is_disturbed_at_night(start: str, end: str) -> None:
    assert after_quiet_hours(at(start), NIGHT, ALMATY) == at(end)


@given(moments)
def test_the_first_decent_moment_is_decent_and_not_before(start: Moment) -> None:
    found = after_quiet_hours(start, NIGHT, ALMATY)
    local = OFFICE.local(found)
    assert found >= start
    assert not NIGHT.cover(local.hour * 60 + local.minute)


def test_without_quiet_hours_every_moment_is_decent() -> None:
    assert after_quiet_hours(at("2026-11-22T23:00"), Hours(0, 0), ALMATY) == at("2026-11-22T23:00")


def test_quiet_hours_can_lie_in_one_day() -> None:
    assert after_quiet_hours(at("2026-11-22T13:30"), Hours(13 * 60, 14 * 60), ALMATY) == at("2026-11-22T14:00")


def test_midnight_at_the_end_of_a_day_is_that_of_the_next() -> None:
    assert moment(date(2026, 11, 22), 24 * 60, ALMATY) == at("2026-11-23T00:00")
