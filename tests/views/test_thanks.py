"""Do the thanks say when a specialist has working time, whatever day and hour it is?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from bot.domain.working_calendar import Hours, WorkingCalendar
from bot.i18n import load_words
from bot.views.thanks import say_when
from tests.cases import cases
from tests.domain.test_schedule import SCHEDULE
from tests.domain.test_working_calendar import at

RU = load_words().text_in("ru")
ALMATY = ZoneInfo("Asia/Almaty")
ALWAYS = replace(SCHEDULE, calendar=WorkingCalendar(ALMATY, Hours(0, 24 * 60)))


@cases(
    ("now", "when"),
    [
        ("2026-11-23T10:00", "сегодня до 18:00"),
        ("2026-11-23T16:59", "сегодня до 18:00"),
        ("2026-11-23T17:00", "завтра с 09:00 до 18:00"),  # less than an hour of today is left
        ("2026-11-23T17:59", "завтра с 09:00 до 18:00"),
        ("2026-11-23T22:30", "завтра с 09:00 до 18:00"),  # in the quiet hours
        ("2026-11-24T03:00", "сегодня с 09:00 до 18:00"),
        ("2026-11-24T08:59", "сегодня с 09:00 до 18:00"),
        ("2026-11-27T17:30", "30.11.2026 (понедельник) с 09:00 до 18:00"),
        ("2026-11-28T12:00", "30.11.2026 (понедельник) с 09:00 до 18:00"),
        ("2026-11-29T12:00", "завтра с 09:00 до 18:00"),
        ("2026-12-15T18:00", "17.12.2026 (четверг) с 09:00 до 18:00"),  # the 16th is a holiday
        ("2026-12-31T18:00", "05.01.2027 (вторник) с 09:00 до 18:00"),
    ],
)
def test_it_names_the_working_day(now: str, when: str) -> None:
    assert say_when(RU, SCHEDULE, at(now)) == when


def test_the_operator_s_own_hours_and_days_count() -> None:
    closed = replace(SCHEDULE.calendar, hours=Hours(10 * 60, 13 * 60), extra_holidays=frozenset({date(2026, 11, 24)}))
    assert say_when(RU, replace(SCHEDULE, calendar=closed), at("2026-11-23T12:30")) == (
        "25.11.2026 (среда) с 10:00 до 13:00"
    )
    opened = replace(closed, extra_holidays=frozenset(), extra_workdays=frozenset({date(2026, 11, 28)}))
    assert say_when(RU, replace(SCHEDULE, calendar=opened), at("2026-11-27T12:30")) == "завтра с 10:00 до 13:00"


def test_an_office_that_never_closes_has_today_until_midnight() -> None:
    assert say_when(RU, ALWAYS, at("2026-11-23T10:00")) == "сегодня до 24:00"
    assert say_when(RU, ALWAYS, at("2026-11-23T23:30")) == "завтра с 00:00 до 24:00"


@cases("language", load_words().languages)
def test_every_language_knows_every_day_of_the_week(language: str) -> None:
    text = load_words().text_in(language)
    assert len(text("when.weekdays").split(",")) == 7
    for now in ("2026-11-23T10:00", "2026-11-24T03:00", "2026-11-23T22:30", "2026-11-27T22:30"):
        assert "18:00" in say_when(text, SCHEDULE, at(now))


def test_where_the_day_is_shorter_than_an_hour_the_next_one_counts() -> None:
    short = replace(SCHEDULE, calendar=replace(SCHEDULE.calendar, hours=Hours(9 * 60, 9 * 60 + 30)))
    assert say_when(RU, short, at("2026-11-23T12:30")) == "завтра с 09:00 до 09:30"
    assert say_when(RU, short, at("2026-11-23T09:05")) == "сегодня до 09:30"
