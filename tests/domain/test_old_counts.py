"""Are counts of long ago of five people at least, and does every report say the same as before?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from hypothesis import given, strategies

from bot.domain.funnel import Stage
from bot.domain.old_counts import first_recent, fold
from bot.domain.small_cells import MIN_PEOPLE
from bot.domain.statistics import Daily, report

TODAY = date(2026, 11, 26)
RECENT = first_recent(TODAY)
LANGUAGES = ("kk", "ru", "en")
EVENTS = (Stage.AGREED, Stage.SENT, "waited_15")


def daily(weeks_ago: int, count: int, language: str = "kk", event: str = Stage.SENT) -> Daily:
    return Daily((TODAY - timedelta(weeks=weeks_ago)).isoformat(), event, language, count)


def folded(counts: Sequence[Daily]) -> list[Daily]:
    """All counts as they are stored after a night."""
    left = set(counts)
    for one in fold([each for each in counts if each.day < RECENT.isoformat()]):
        left = (left - {*one.gone}) | {*one.folded}
    return sorted(left, key=lambda one: (one.day, one.event, one.language))


def test_eight_whole_weeks_keep_their_days() -> None:
    assert RECENT.isoformat() == "2026-09-28"
    assert folded([daily(8, 1)]) == [daily(8, 1)]


def test_weeks_are_folded_until_there_are_five() -> None:
    assert folded([daily(20, 2), daily(18, 3), daily(17, 5)]) == [
        Daily("2026-07-20", "sent", "kk", 5, daily(20, 2).day),
        Daily("2026-07-27", "sent", "kk", 5, daily(17, 5).day),
    ]


def test_languages_of_few_people_are_folded_into_each_other() -> None:
    [one, other] = folded([daily(20, 9), daily(20, 3, "ru"), daily(20, 2, "en")])
    assert {(each.language, each.count) for each in (one, other)} == {("kk", 9), ("en+ru", 5)}


def test_fewer_than_five_altogether_lose_their_days_and_languages() -> None:
    assert folded([daily(30, 1), daily(20, 1, "ru"), daily(12, 2, "en")]) == [
        Daily("2026-08-31", "sent", "en+kk+ru", 4, daily(30, 1).day)
    ]


counts = strategies.lists(
    strategies.builds(
        daily,
        strategies.integers(0, 40),
        strategies.integers(1, 7),
        strategies.sampled_from(LANGUAGES),
        strategies.sampled_from(EVENTS),
    ),
    max_size=25,
    unique_by=lambda one: (one.day, one.event, one.language),
)


@given(counts)
def test_every_report_says_the_same(found: list[Daily]) -> None:
    before, after = report(found, LANGUAGES), report(folded(found), LANGUAGES)
    assert after.wait == before.wait
    for row, other in zip(before.rows, after.rows, strict=True):
        assert (other.total, other.weeks) == (row.total, row.weeks)
        assert sum(share.count for share in other.languages) == sum(share.count for share in row.languages)


@given(counts)
def test_no_old_count_is_of_few_people_but_the_newest_of_its_kind(found: list[Daily]) -> None:
    old = [one for one in folded(found) if one.day < RECENT.isoformat()]
    few = [one for one in old if one.count < MIN_PEOPLE]
    assert len(few) == len({one.event for one in few})
    assert all(one.day == max(other.day for other in old if other.event == one.event) for one in few)
    assert sum(one.count for one in folded(found)) == sum(one.count for one in found)


@given(counts)
def test_to_fold_again_changes_nothing(found: list[Daily]) -> None:
    assert folded(folded(found)) == folded(found)
