"""Can anything be learnt about fewer than five people, by reading or by subtracting?"""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.funnel import LONGER, Stage, median_wait, wait_event
from bot.domain.small_cells import MIN_PEOPLE, may_tell, merge_in_order, merge_smallest
from bot.domain.statistics import Daily, report
from bot.domain.time import MINUTE, Span

LANGUAGES = ("kk", "ru", "en")
WEEKS = st.lists(st.integers(0, 12), max_size=30)
DAILY = st.builds(
    Daily,
    st.dates(date(2026, 1, 1), date(2026, 12, 31)).map(date.isoformat),
    st.sampled_from(list(Stage)),
    st.sampled_from(LANGUAGES),
    st.integers(1, 9),
)


@given(WEEKS)
def test_parts_in_order_add_up_and_none_is_small(counts: list[int]) -> None:
    parts = merge_in_order(counts)
    assert all(count == sum(counts[index] for index in part) >= MIN_PEOPLE for part, count in parts)
    covered = [index for part, _ in parts for index in part]
    assert covered == (list(range(len(counts))) if sum(counts) >= MIN_PEOPLE else [])


@given(WEEKS, st.integers(0, 12))
def test_what_was_told_of_finished_weeks_stays_as_it_was(counts: list[int], more: int) -> None:
    """All but the newest part: that one may still have taken a small rest in."""
    before, after = merge_in_order(counts), merge_in_order([*counts, more])
    assert after[: len(before) - 1] == before[:-1]


@given(st.dictionaries(st.sampled_from(LANGUAGES), st.integers(0, 12)))
def test_kinds_add_up_and_none_is_small(counts: dict[str, int]) -> None:
    parts = merge_smallest(counts)
    assert all(count == sum(counts[name] for name in names) >= MIN_PEOPLE for names, count in parts)
    told = sorted(name for names, _ in parts for name in names)
    assert told == (sorted(counts) if sum(counts.values()) >= MIN_PEOPLE else [])


@given(st.lists(DAILY, max_size=60))
def test_no_number_of_a_report_and_no_difference_from_its_total_is_small(counts: list[Daily]) -> None:
    for row in report(counts, LANGUAGES).rows:
        parts = [span.count for span in row.weeks], [share.count for share in row.languages]
        if row.total is None:
            assert parts == ([], [])
            continue
        assert may_tell(row.total)
        for told in parts:
            assert all(may_tell(count) and may_tell(row.total - count) for count in told)
            assert sum(told) == (row.total if told else 0)


def test_nobody_is_told_and_a_few_are_not() -> None:
    rows = {row.stage: row.total for row in report([Daily("2026-11-22", "agreed", "kk", 4)], LANGUAGES).rows}
    assert (rows[Stage.AGREED], rows[Stage.SENT]) == (None, 0)


def test_a_stage_known_in_some_languages_only_is_not_told_by_language() -> None:
    counts = [Daily("2026-11-22", "sent", "kk", 9), Daily("2026-11-22", "sent", "", 2)]
    row = next(row for row in report(counts, LANGUAGES).rows if row.stage is Stage.SENT)
    assert (row.total, row.languages) == (11, ())


@given(st.lists(st.integers(0, int(20_000 * MINUTE)).map(Span), min_size=1, max_size=50))
def test_the_middle_one_waited_within_the_median_s_span(waits: list[Span]) -> None:
    counts: dict[str, int] = {}
    for wait in waits:
        counts[wait_event(wait)] = counts.get(wait_event(wait), 0) + 1
    found = median_wait(counts)
    assert found is not None
    start, end = found
    middle = sorted(waits)[(len(waits) - 1) // 2]
    assert start * MINUTE <= middle
    assert end == LONGER or middle <= end * MINUTE


def test_no_median_of_fewer_than_five() -> None:
    assert report([Daily("2026-11-22", "waited_5", "", 4)], LANGUAGES).wait is None
    assert report([Daily("2026-11-22", "waited_5", "", 5)], LANGUAGES).wait == (0, 5)
