"""Do dates and times stand on paper as the clock on the wall of their zone showed them?"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.domain.time import SECOND, moment_of
from bot.domain.wall_clock import clock, day, iso_day, local, minute

ALMATY = ZoneInfo("Asia/Almaty")
NEW_YEAR = moment_of(datetime(2026, 12, 31, 19, 5, 59, tzinfo=UTC))
"""Five minutes past midnight in Almaty; the year before in Greenwich."""


def test_a_day_is_that_of_the_zone() -> None:
    assert (day(NEW_YEAR, ALMATY), day(NEW_YEAR, ZoneInfo("UTC"))) == ("01.01.2027", "31.12.2026")
    assert (iso_day(NEW_YEAR, ALMATY), iso_day(NEW_YEAR, ZoneInfo("UTC"))) == ("2027-01-01", "2026-12-31")


def test_a_minute_is_written_with_its_day_and_without_seconds() -> None:
    assert minute(NEW_YEAR, ALMATY) == "01.01.2027 00:05"
    assert minute(NEW_YEAR, ZoneInfo("UTC")) == "31.12.2026 19:05"


def test_nothing_of_a_moment_is_lost_on_the_wall() -> None:
    assert local(NEW_YEAR, ALMATY) == datetime(2027, 1, 1, 0, 5, 59, tzinfo=ALMATY)
    assert moment_of(local(NEW_YEAR - SECOND, ALMATY)) == NEW_YEAR - SECOND


def test_a_clock_shows_hours_and_minutes_of_its_zone() -> None:
    assert (clock(NEW_YEAR, ALMATY), clock(NEW_YEAR, ZoneInfo("UTC"))) == ("00:05", "19:05")
