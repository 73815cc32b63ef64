"""Sends updates at random, well-formed and damaged, into the door of the whole bot, in one process.

`python -m benchmarks.fuzz_door [UPDATES [SEED]]` prints how many were answered and how, every bug, and the memory of
the process on the way. The same seed brings the same updates.
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
from pathlib import Path

from tests.door.fuzz import Fuzz
from tests.lives.virtual_loop import run

STEP = 10_000  # updates between two looks at the memory
REGULARS = 300


def resident() -> float:
    """Megabytes of this process."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(re.findall(r"VmRSS:\s+(\d+) kB", status)[0]) / 1024


class Memory:
    def __init__(self) -> None:
        self._next = STEP

    def look(self, brought: int) -> None:
        if brought >= self._next:
            print(f"{brought:>9,} updates {resident():7.1f} MB", flush=True)
            self._next += STEP


def measure(updates: int, seed: int) -> int:
    began, memory = time.monotonic(), Memory()
    with tempfile.TemporaryDirectory() as folder:
        figures = run(Fuzz(seed, updates, REGULARS, memory.look).run(Path(folder)))
    seconds = time.monotonic() - began
    print(f"seed {seed}: {figures.brought:,} updates in {seconds:.0f} s, {figures.damaged:,} of them damaged")
    print(
        f"{figures.answered:,} answered, {figures.unreadable:,} could not be read; two messages: {dict(figures.pairs)}"
    )
    print(f"{figures.consents:,} consents, {figures.erasures:,} erasures, {figures.calls.total():,} calls")
    for name, found in (("bugs", figures.bugs), ("answered too much", figures.too_much), ("wrong", figures.wrong)):
        print(f"{name}: {len(found)}", *found[:5], sep="\n  ")
    return len(figures.bugs) + len(figures.too_much) + len(figures.wrong)


if __name__ == "__main__":
    given = [int(one) for one in sys.argv[1:]] + [100_000, 1][len(sys.argv) - 1 :]
    sys.exit(min(measure(*given), 1))
