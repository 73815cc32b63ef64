"""Do the numbers say what was counted, week by week and language by language?"""

from __future__ import annotations

from datetime import date, timedelta

from bot.domain.funnel import LONGER, Stage, median_wait, wait_event
from bot.domain.statistics import RECENT_PARTS, Daily, Row, Share, Weeks, report
from bot.domain.time import MILLISECOND, MINUTE, Span
from tests.cases import cases

MONDAY = date(2026, 3, 2)
WEEK = timedelta(days=7)
LANGUAGES = ("kk", "ru", "en")


def agreed(day: date, count: int, language: str = "kk") -> Daily:
    return Daily(day.isoformat(), Stage.AGREED, language, count)


def row(*counts: Daily) -> Row:
    return next(row for row in report(counts, LANGUAGES).rows if row.stage is Stage.AGREED)


def test_the_days_of_a_week_are_told_together_from_monday_to_sunday() -> None:
    told = row(agreed(MONDAY, 3), agreed(MONDAY + timedelta(days=6), 4), agreed(MONDAY + WEEK, 5))
    assert told.total == 12
    assert told.weeks == (
        Weeks(MONDAY, date(2026, 3, 8), 7),
        Weeks(date(2026, 3, 9), date(2026, 3, 15), 5),
    )


def test_weeks_without_anybody_are_told_with_their_neighbours() -> None:
    told = row(agreed(MONDAY, 5), agreed(MONDAY + 3 * WEEK, 6))
    assert told.weeks == (Weeks(MONDAY, date(2026, 3, 8), 5), Weeks(date(2026, 3, 9), date(2026, 3, 29), 6))


def test_the_newest_weeks_are_told_one_by_one_and_all_before_them_as_one() -> None:
    counts = [agreed(MONDAY + number * WEEK, 10 + number) for number in range(RECENT_PARTS + 3)]
    old, *recent = row(*counts).weeks
    assert old == Weeks(MONDAY, MONDAY + 3 * WEEK - timedelta(days=1), 10 + 11 + 12, since_ever=True)
    assert [(span.first, span.count, span.since_ever) for span in recent] == [
        (MONDAY + number * WEEK, 10 + number, False) for number in range(3, RECENT_PARTS + 3)
    ]
    assert row(*counts[3:]).weeks == tuple(recent)  # with no older ones, none is called older


def test_people_of_a_language_are_added_up_and_the_smallest_groups_told_together() -> None:
    told = row(agreed(MONDAY, 4), agreed(MONDAY + WEEK, 5), agreed(MONDAY, 2, "ru"), agreed(MONDAY, 4, "en"))
    assert told.languages == (Share(("kk",), 9), Share(("en", "ru"), 6))


def test_five_of_a_language_are_told_by_themselves() -> None:
    told = row(agreed(MONDAY, 5), agreed(MONDAY, 9, "ru"), agreed(MONDAY, 7, "en"))
    assert {share.languages: share.count for share in told.languages} == {("kk",): 5, ("ru",): 9, ("en",): 7}


def test_that_everybody_speaks_one_language_is_not_told() -> None:
    (share,) = row(agreed(MONDAY, 9)).languages
    assert (sorted(share.languages), share.count) == (sorted(LANGUAGES), 9)


def test_waits_of_several_days_are_added_up() -> None:
    counts = [Daily(f"2026-03-0{day}", "waited_30", "", 3) for day in (2, 3)]
    assert report(counts, LANGUAGES).wait == (15, 30)


@cases(
    ("span", "event"),
    [
        (Span(0), "waited_5"),
        (5 * MINUTE, "waited_5"),
        (5 * MINUTE + MILLISECOND, "waited_10"),
        (10_080 * MINUTE, "waited_10080"),
        (10_080 * MINUTE + MILLISECOND, "waited_0"),
    ],
)
def test_a_wait_belongs_to_the_first_bound_that_it_does_not_pass(span: Span, event: str) -> None:
    assert wait_event(span) == event


@cases(
    ("counts", "span"),
    [
        ({"waited_5": 1}, (0, 5)),
        ({"waited_10": 1}, (5, 10)),
        ({"waited_60": 2, "waited_5": 1}, (30, 60)),
        ({"waited_0": 1}, (10_080, LONGER)),
        ({"waited_5": 2, "waited_0": 2}, (0, 5)),
        ({}, None),
    ],
)
def test_the_median_lies_between_two_bounds(counts: dict[str, int], span: tuple[int, int] | None) -> None:
    assert median_wait(counts) == span
