"""Prints how many mutants the tests killed, from the last `make mutate`; fails if it is less than 90 of 100."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

FIGURES = Path(__file__).parents[1] / "mutants" / "mutmut-cicd-stats.json"
"""Written by `mutmut export-cicd-stats`."""
FEWEST_KILLED = 90  # of 100
NOTICED = ("killed", "timeout")


def share(figures: Mapping[str, int]) -> float:
    """Killed mutants of 100. One that runs for ever is noticed too; one that no test reaches is not."""
    return 100 * sum(figures[kind] for kind in NOTICED) / figures["total"]


def main() -> int:
    figures = json.loads(FIGURES.read_text("utf-8"))
    found = ", ".join(f"{number} {kind.replace('_', ' ')}" for kind, number in figures.items() if number)
    sys.stdout.write(f"{share(figures):.1f} of 100 mutants are killed ({found})\n")
    return int(share(figures) < FEWEST_KILLED)


if __name__ == "__main__":
    sys.exit(main())
