"""Statistics of the daily counts, without numbers that describe fewer than five people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date, timedelta

from bot.domain.frozen import frozen
from bot.domain.funnel import WAITED, Stage, median_wait
from bot.domain.small_cells import MIN_PEOPLE, may_tell, merge_in_order, merge_smallest

WEEK = timedelta(days=7)
TOGETHER = "+"
RECENT_PARTS = 8  # parts of a stage shown by week; older ones are merged into one


@frozen
class Daily:
    """The count of an event on a day (ISO date); `language` is empty where it is not known.

    One that was folded (`old_counts.py`) stands for all days from `since` to the week of `day`, and `language` may be
    several joined by TOGETHER.
    """

    day: str
    event: str
    language: str
    count: int
    since: str = ""


@frozen
class Weeks:
    """Whole weeks, from the Monday `first` to the Sunday `last`; with `since_ever` everything before them too."""

    first: date
    last: date
    count: int
    since_ever: bool = False


@frozen
class Share:
    """People of one language, or of several merged ones."""

    languages: tuple[str, ...]
    count: int


@frozen
class Row:
    """One stage. `total` is None if it is below MIN_PEOPLE; then there are no parts either."""

    stage: Stage
    total: int | None
    weeks: tuple[Weeks, ...]
    languages: tuple[Share, ...]


@frozen
class Report:
    """`wait` is the span (from, to) in minutes of the median wait; None with fewer than MIN_PEOPLE applications."""

    rows: tuple[Row, ...]
    wait: tuple[int, int] | None

    @property
    def is_worth_telling(self) -> bool:
        """Whether at least MIN_PEOPLE people have come to any stage."""
        return any(row.total for row in self.rows)


def report(counts: Iterable[Daily], languages: Collection[str]) -> Report:
    """The report on all stages; `languages` are those of the catalogues."""
    known = list(counts)
    weeks = _weeks(known)
    rows = tuple(_row(stage, [one for one in known if one.event == stage], weeks, languages) for stage in Stage)
    waits = Counter[str]()
    for one in known:
        if one.event.startswith(WAITED):
            waits[one.event] += one.count
    return Report(rows, median_wait(waits) if waits.total() >= MIN_PEOPLE else None)


def _row(stage: Stage, counts: list[Daily], weeks: list[date], languages: Collection[str]) -> Row:
    total = sum(one.count for one in counts)
    if not may_tell(total):
        return Row(stage, None, (), ())
    return Row(stage, total, _by_week(counts, weeks), _by_language(counts, languages))


def _by_week(counts: list[Daily], weeks: list[date]) -> tuple[Weeks, ...]:
    """Merge from the first week on, so that a part that was shown once stays the same."""
    per_week = Counter[date]()
    for one in counts:
        per_week[monday(one.day)] += one.count
    parts = merge_in_order([per_week[week] for week in weeks])
    told = [Weeks(weeks[part.start], weeks[part.stop - 1] + WEEK - timedelta(days=1), count) for part, count in parts]
    old, recent = told[:-RECENT_PARTS], told[-RECENT_PARTS:]
    if not old:
        return tuple(recent)
    return (Weeks(old[0].first, old[-1].last, sum(span.count for span in old), since_ever=True), *recent)


def _by_language(counts: list[Daily], languages: Collection[str]) -> tuple[Share, ...]:
    """Empty if the language of some people is unknown: their number could be computed from the rest."""
    per_language = Counter(dict.fromkeys(languages, 0))
    for one in counts:
        per_language[one.language] += one.count
    if per_language[""]:
        return ()
    del per_language[""]
    together = {TOGETHER.join(codes): count for codes, count in _overlapping(per_language).items()}
    shares = [(TOGETHER.join(names), count) for names, count in merge_smallest(together)]
    return tuple(Share(tuple(names.split(TOGETHER)), count) for names, count in shares)


def _overlapping(per_language: Counter[str]) -> dict[tuple[str, ...], int]:
    """The same counts, with languages together that any folded count has together."""
    found: dict[tuple[str, ...], int] = {}
    for name, count in per_language.items():
        codes = name.split(TOGETHER)
        others = [one for one in found if not {*one}.isdisjoint(codes)]
        merged = dict.fromkeys([*(code for one in others for code in one), *codes])
        found[tuple(merged)] = count + sum(found.pop(one) for one in others)
    return found


def _weeks(counts: list[Daily]) -> list[date]:
    """Every Monday from the first count to the last."""
    staged = [one for one in counts if one.event in set(Stage)]
    if not staged:
        return []
    first = min(monday(one.since or one.day) for one in staged)
    number = (max(monday(one.day) for one in staged) - first) // WEEK
    return [first + index * WEEK for index in range(number + 1)]


def monday(day: str) -> date:
    """The first day of the week of this day (ISO date)."""
    on = date.fromisoformat(day)
    return on - timedelta(days=on.weekday())
