"""Finds any number of strings of bytes in one pass over the data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import numpy
import numpy.typing

Words = numpy.typing.NDArray[Any]
MARK_BITS = {4: 16, 8: 22}
"""By the bytes of a start: a table of 64 KB for hundreds of needles and of 4 MB for millions; the processor keeps it
near."""
FIBONACCI: dict[int, numpy.unsignedinteger[Any]] = {
    4: numpy.uint32(0x9E3779B1),
    8: numpy.uint64(0x9E3779B97F4A7C15),
}


class Sought:
    """Needles of `start` bytes or more each, which is 4 or 8; the fewer, the more is looked at in vain.

    Raises ValueError for a shorter one.
    """

    def __init__(self, needles: Iterable[bytes], start: int = 8) -> None:
        self._by_start: dict[bytes, list[bytes]] = defaultdict(list)
        for needle in needles:
            if len(needle) < start:
                raise ValueError(f"too short to look for: {needle!r}")
            self._by_start[needle[:start]].append(needle)
        self._start = start
        self._type = FIBONACCI[start].dtype
        self._starts = numpy.frombuffer(b"".join(self._by_start), dtype=self._type)
        self._marked = numpy.zeros(1 << MARK_BITS[start], dtype=bool)
        self._marked[self._marks(self._starts)] = True

    def find(self, data: bytes) -> set[bytes]:
        """Those that occur unencoded."""
        found: set[bytes] = set()
        size = self._start
        for shift in range(min(size, max(0, len(data) - size + 1))):
            words = numpy.frombuffer(data, dtype=self._type, offset=shift, count=(len(data) - shift) // size)
            similar = numpy.flatnonzero(self._marked[self._marks(words)])
            for place in similar[numpy.isin(words[similar], self._starts)]:
                offset = int(place) * size + shift
                wanted = self._by_start[data[offset : offset + size]]
                found.update(needle for needle in wanted if data.startswith(needle, offset))
        return found

    def _marks(self, words: Words) -> Words:
        """A short number for each word: words that are equal have the same, others seldom (Fibonacci hashing)."""
        width = self._type.itemsize * 8 - MARK_BITS[self._start]
        marks: Words = words * FIBONACCI[self._start] >> self._type.type(width)
        return marks


def find_many(data: bytes, needles: Iterable[bytes]) -> set[bytes]:
    """The needles that occur unencoded, of 8 bytes or more each. Raises ValueError for a shorter one."""
    return Sought(needles).find(data)
