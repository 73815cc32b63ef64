"""Prints what one application costs, as rows of the table in docs/performance.md.

`python -m benchmarks.application_costs`, after a change that is meant.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections import Counter
from pathlib import Path

from tests.leaping_loop import LeapingLoop
from tests.scenarios import presenting, saved_worlds
from tests.scenarios.test_costs import spend


def row_of(found: Counter[str]) -> str:
    """What was done most often first."""
    ordered = sorted(found.items(), key=lambda one: (-one[1], one[0]))
    return ", ".join(f"{number} {what}" for what, number in ordered)


if __name__ == "__main__":
    saved_worlds.in_use = presenting.in_use = False  # as for the test that compares with the table
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner(loop_factory=LeapingLoop) as runner:
        costs = runner.run(spend(Path(folder)))
    for name, found in costs.by_name().items():
        print(f"| {name} | {found.total()} | {row_of(found)} |")
    print(costs.kept.total(), "blocks stay:", row_of(costs.kept))
