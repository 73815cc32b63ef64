"""Finds the longest pause of a process's event loop, from inside.

A task sleeps for INTERVAL and looks how late it wakes. It runs in every measured process alike and costs each about one
percent of a core. The result stands in a small file that both processes map, so that who measures can read and reset it
at any moment.
"""

from __future__ import annotations

import asyncio
import mmap
import struct
from pathlib import Path
from time import perf_counter

INTERVAL = 0.002
"""Seconds. A pause that is shorter is not seen."""
NUMBER = struct.Struct("d")


class LongestPause:
    """The number in the file, in seconds."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(NUMBER.pack(0.0))
        with path.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), NUMBER.size)

    def read(self) -> float:
        return float(NUMBER.unpack(self._map[:])[0])

    def write(self, seconds: float) -> None:
        self._map[:] = NUMBER.pack(seconds)


async def watch(path: Path) -> None:
    """Run until cancelled."""
    longest = LongestPause(path)
    while True:
        # Not the time of the loop, which uvloop counts in whole milliseconds.
        planned = perf_counter() + INTERVAL
        await asyncio.sleep(INTERVAL)
        late = perf_counter() - planned
        if late > longest.read():
            longest.write(late)
