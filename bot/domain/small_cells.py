"""How can numbers be shown so that none, and no difference of two, speaks of fewer than five people?

What is too small is merged with a neighbour, never left out beside its total: parts that add up to the total and hold
at least five people each give no smaller number away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

FEWEST = 5
"""People. Policy clause 2.1 P6 allows statistics; with fewer, colleagues would recognise somebody."""


def may_tell(count: int) -> bool:
    """Nobody is nobody's secret."""
    return count == 0 or count >= FEWEST


def merge_in_order(counts: Sequence[int]) -> list[tuple[range, int]]:
    """Neighbours, such as weeks, put together until each part may be told; nothing if all of them together may not."""
    parts: list[tuple[range, int]] = []
    start, held = 0, 0
    for index, count in enumerate(counts):
        held += count
        if held >= FEWEST:
            parts.append((range(start, index + 1), held))
            start, held = index + 1, 0
    if start < len(counts) and parts:
        last, reached = parts.pop()
        parts.append((range(last.start, len(counts)), reached + held))
    return parts


def merge_smallest(counts: Mapping[str, int]) -> list[tuple[tuple[str, ...], int]]:
    """Kinds without an order, such as languages: the two smallest are put together until each part may be told."""
    parts: list[tuple[tuple[str, ...], int]] = [((name,), count) for name, count in counts.items()]
    while len(parts) > 1 and min(count for _, count in parts) < FEWEST:
        parts.sort(key=lambda part: part[1], reverse=True)
        (names, count), (others, more) = parts.pop(), parts.pop()
        parts.append(((*others, *names), more + count))
    return [part for part in parts if part[1] >= FEWEST]
