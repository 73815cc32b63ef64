"""What do the daily counts say, without describing fewer than five people?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.funnel import WAITED, Stage, median_wait
from bot.domain.small_cells import FEWEST, may_tell, merge_in_order, merge_smallest

WEEK = timedelta(days=7)
RECENT = 8  # parts of a stage told by week; what is older is told as one


@dataclass(frozen=True, slots=True)
class Daily:
    """So many people at an event on a day (ISO), of a language where it is known."""

    day: str
    event: str
    language: str
    count: int


@dataclass(frozen=True, slots=True)
class Weeks:
    """Whole weeks: the first Monday and the last Sunday. `since_ever`: and everything before."""

    first: date
    last: date
    count: int
    since_ever: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """People of one language, or of several that are too small to be told apart."""

    languages: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Row:
    """One stage. `total` is None where it is fewer than five; then there are no parts either."""

    stage: Stage
    total: int | None
    weeks: tuple[Weeks, ...]
    languages: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """`wait` is the span, in minutes, in which the middle application was taken; None with fewer than five."""

    rows: tuple[Row, ...]
    wait: tuple[int, int] | None


def report(counts: Iterable[Daily], languages: Collection[str]) -> Report:
    known = list(counts)
    weeks = _weeks(known)
    rows = tuple(_row(stage, [one for one in known if one.event == stage], weeks, languages) for stage in Stage)
    waits = Counter[str]()
    for one in known:
        if one.event.startswith(WAITED):
            waits[one.event] += one.count
    return Report(rows, median_wait(waits) if waits.total() >= FEWEST else None)


def _row(stage: Stage, counts: list[Daily], weeks: list[date], languages: Collection[str]) -> Row:
    total = sum(one.count for one in counts)
    if not may_tell(total):
        return Row(stage, None, (), ())
    return Row(stage, total, _by_week(counts, weeks), _by_language(counts, languages))


def _by_week(counts: list[Daily], weeks: list[date]) -> tuple[Weeks, ...]:
    """Merged from the first week on, so that a part once told stays what it was."""
    per_week = Counter[date]()
    for one in counts:
        per_week[_monday(one.day)] += one.count
    parts = merge_in_order([per_week[week] for week in weeks])
    told = [Weeks(weeks[part.start], weeks[part.stop - 1] + WEEK - timedelta(days=1), count) for part, count in parts]
    old, recent = told[:-RECENT], told[-RECENT:]
    if not old:
        return tuple(recent)
    return (Weeks(old[0].first, old[-1].last, sum(span.count for span in old), since_ever=True), *recent)


def _by_language(counts: list[Daily], languages: Collection[str]) -> tuple[Share, ...]:
    """None for a stage whose language is not known, or known of some people only: the rest would be told by it."""
    per_language = Counter(dict.fromkeys(languages, 0))
    for one in counts:
        per_language[one.language] += one.count
    if per_language[""]:
        return ()
    del per_language[""]
    return tuple(Share(names, count) for names, count in merge_smallest(per_language))


def _weeks(counts: list[Daily]) -> list[date]:
    """Every Monday from the first count to the last."""
    mondays = [_monday(one.day) for one in counts if one.event in set(Stage)]
    if not mondays:
        return []
    number = (max(mondays) - min(mondays)) // WEEK
    return [min(mondays) + index * WEEK for index in range(number + 1)]


def _monday(day: str) -> date:
    on = date.fromisoformat(day)
    return on - timedelta(days=on.weekday())
