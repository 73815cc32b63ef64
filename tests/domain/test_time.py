"""Are moments what clocks say, to the millisecond, in any zone?"""

from datetime import UTC, datetime, timedelta, timezone

from bot.domain.time import DAY, EPOCH, MILLISECOND, SECOND, iso, moment_of

ALMATY = timezone(timedelta(hours=5))
NOON = datetime(2027, 1, 31, 12, 5, 7, 999_900, UTC)


def test_a_moment_counts_milliseconds_since_1970_and_drops_what_is_less() -> None:
    assert moment_of(datetime(1970, 1, 2, tzinfo=UTC)) == EPOCH + DAY
    assert moment_of(NOON) - moment_of(NOON.replace(microsecond=0)) == SECOND - MILLISECOND


def test_the_same_moment_is_the_same_in_every_zone() -> None:
    assert moment_of(NOON.astimezone(ALMATY)) == moment_of(NOON)


def test_a_moment_is_written_in_utc_without_fractions_of_a_second() -> None:
    assert iso(moment_of(NOON.astimezone(ALMATY))) == "2027-01-31T12:05:07+00:00"
