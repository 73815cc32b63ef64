"""Merges small counts, so that no shown number, and no difference of two, describes fewer than five people.

A small count is merged with a neighbour. It is never left out beside its total, because the difference would show it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

MIN_PEOPLE = 5
"""Policy clause 2.1 P6 allows statistics; with fewer people, colleagues would recognise somebody."""


def may_tell(count: int) -> bool:
    """Whether a count may be shown: it is 0, or at least MIN_PEOPLE."""
    return count == 0 or count >= MIN_PEOPLE


def merge_in_order(counts: Sequence[int]) -> list[tuple[range, int]]:
    """Merge neighbours, such as weeks, until each part may be shown; empty if even the total may not."""
    parts: list[tuple[range, int]] = []
    start, held = 0, 0
    for index, count in enumerate(counts):
        held += count
        if held >= MIN_PEOPLE:
            parts.append((range(start, index + 1), held))
            start, held = index + 1, 0
    if start < len(counts) and parts:
        last, reached = parts.pop()
        parts.append((range(last.start, len(counts)), reached + held))
    return parts


def merge_smallest(counts: Mapping[str, int]) -> list[tuple[tuple[str, ...], int]]:
    """Merge the two smallest of unordered kinds, such as languages, until each part may be shown."""
    parts: list[tuple[tuple[str, ...], int]] = [((name,), count) for name, count in counts.items()]
    while len(parts) > 1 and min(count for _, count in parts) < MIN_PEOPLE:
        parts.sort(key=lambda part: part[1], reverse=True)
        (names, count), (others, more) = parts.pop(), parts.pop()
        parts.append(((*others, *names), more + count))
    return [part for part in parts if part[1] >= MIN_PEOPLE]
