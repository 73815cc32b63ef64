"""Folds counts of long ago, so that no stored one is of fewer than five people, wherever there are five to be found.

A count of one person on one day leads to that person, if somebody knows what happened on that day. Weeks are folded in
the order in which reports merge them (`small_cells.py`), so every report says the same before and after.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

from bot.domain.frozen import frozen
from bot.domain.small_cells import MIN_PEOPLE, merge_smallest
from bot.domain.statistics import TOGETHER, WEEK, Daily, monday

LONG_AGO = 8 * WEEK


@frozen
class Fold:
    """Counts of one event, and what takes their place: as many people, over a longer time or in several languages."""

    gone: tuple[Daily, ...]
    folded: tuple[Daily, ...]


def first_recent(today: date) -> date:
    """The Monday from which on counts keep their day."""
    return monday(today.isoformat()) - LONG_AGO


def fold(old: Iterable[Daily]) -> list[Fold]:
    """What is to be folded of all counts before `first_recent`."""
    by_event = groupby(sorted(old, key=lambda one: (one.event, one.day)), key=lambda one: one.event)
    found = [_fold(part) for _, counts in by_event for part in _parts(list(counts))]
    return [one for one in found if set(one.gone) != set(one.folded)]


def _parts(counts: Sequence[Daily]) -> list[list[Daily]]:
    """Whole weeks together until there are enough people; the last part may have fewer."""
    parts: list[list[Daily]] = [[]]
    for _, week in groupby(counts, key=lambda one: monday(one.day)):
        if _total(parts[-1]) >= MIN_PEOPLE:
            parts.append([])
        parts[-1] += week
    return parts


def _fold(part: Sequence[Daily]) -> Fold:
    """At the Monday of its last week, where reports find the part complete."""
    day, since = monday(part[-1].day).isoformat(), min(one.since or one.day for one in part)
    by_language = Counter[str]()
    for one in part:
        by_language[one.language] += one.count
    enough = merge_smallest(by_language) or [(tuple(by_language), _total(part))]
    folded = tuple(Daily(day, part[0].event, _together(names), count, since) for names, count in enough)
    return Fold(tuple(part), folded)


def _together(names: Iterable[str]) -> str:
    """Unknown ('') if any is."""
    codes = {code for name in names for code in name.split(TOGETHER)}
    return "" if "" in codes else TOGETHER.join(sorted(codes))


def _total(part: Iterable[Daily]) -> int:
    return sum(one.count for one in part)
