"""How many seeds does each planted mistake need? `python -m tests.lives.find_planted --seeds 1000 --jobs 2 [NAME ...]`.

Each prints a line: its name, the first seed that finds it, and what was found there. The exit code is 1 if one was not.
`--table docs/reliability.md` writes the same into the table of that page.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.lives.choices import draw
from tests.lives.planted import everything, planted
from tests.lives.simulate import live
from tests.lives.table_of_planted import Row, fill_in


@dataclass(frozen=True, slots=True)
class Found:
    """`seed` is 0 if none of those that were played has found it; `wrong` is the first violation."""

    name: str
    seed: int
    wrong: str = ""

    def __str__(self) -> str:
        return f"{self.name}: seed {self.seed}: {self.wrong}" if self.seed else f"{self.name}: not found"

    @property
    def row(self) -> Row:
        return Row(str(self.seed), self.wrong.split(":")[0]) if self.seed else Row("not found")


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--seeds", type=int, default=1000)
    parser.add_argument("--every", type=int, default=1, help="only seeds divisible by it; by 3: two replicas")
    parser.add_argument("--meeting", default="", help="only lives with a choice that has this word in it")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--table", type=Path, help="the page whose table is filled in")
    given = parser.parse_args(arguments)
    found, seeds = [], _seeds(given.seeds, given.every, given.meeting)
    with ProcessPoolExecutor(given.jobs) as pool:
        for one in pool.map(partial(find, seeds=seeds), given.names or list(everything())):
            print(one, flush=True)
            found.append(one)
    if given.table:
        rows = {one.name: one.row for one in found}
        given.table.write_text(fill_in(given.table.read_text(), rows, everything().values()))
    return any(not one.seed for one in found)


def _seeds(most: int, every: int, word: str) -> list[int]:
    return [
        seed for seed in range(every, most + 1, every) if not word or any(word in choice.what for choice in draw(seed))
    ]


def find(name: str, seeds: Sequence[int]) -> Found:
    """The first of these seeds in whose life something is wrong with this mistake. Raises KeyError."""
    logging.lastResort = None  # it is part of the story
    with planted(name):
        for seed in seeds:
            wrong = what_goes_wrong(seed)
            if wrong:
                return Found(name, seed, wrong[0])
    return Found(name, 0)


def what_goes_wrong(seed: int) -> list[str]:
    """Also if the life itself breaks off, as with a bot that ends at its start."""
    try:
        return live(seed, draw(seed))[1]
    except AssertionError as error:
        return [f"the life broke off: {error}"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
