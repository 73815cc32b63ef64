"""Plays seeds and judges them: `python -m tests.lives.simulate --seeds 1000 --first 1 --jobs 2`.

Each seed prints a line `seed N: trace HASH`, the same whenever it is played again. A seed that fails prints what is
wrong and, of its choices, the few that it takes to go wrong so.
"""

from __future__ import annotations

import argparse
import logging
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.lives.choice import Choice
from tests.lives.choices import draw
from tests.lives.kept_lives import keep
from tests.lives.oracles import judge
from tests.lives.planted import planted
from tests.lives.play import play
from tests.lives.played import Played
from tests.lives.story import tell

MEMORY = Path("/dev/shm")  # noqa: S108 (where there is one, files of a life need no disk)
TRIES = 200
"""Lives played at most to make a failing one short."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of one seed."""

    seed: int
    trace: str
    wrong: list[str]
    story: str
    calls: int
    deaths: int
    faults: int


def main(arguments: Sequence[str]) -> int:
    """0 if no seed fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--keep-going", action="store_true", help="tell of every failing seed, in short")
    parser.add_argument("--planted", metavar="NAME", help="with this mistake (tests/lives/mistakes)")
    parser.add_argument("--keep", type=Path, help="a folder for what is left of failing lives (tests/lives/kept)")
    given = parser.parse_args(arguments)
    began, told = time.monotonic(), []
    with ProcessPoolExecutor(given.jobs) as pool:
        work = partial(try_seed, shorten=not given.keep_going, mistake=given.planted, shelf=given.keep)
        for verdict in pool.map(work, range(given.first, given.first + given.seeds)):
            told.append(verdict)
            print(f"seed {verdict.seed}: trace {verdict.trace}", flush=True)
            if verdict.wrong:
                print(verdict.story, flush=True)
    print(_sum_up(told, time.monotonic() - began))
    return any(verdict.wrong for verdict in told)


def try_seed(seed: int, shorten: bool = True, mistake: str | None = None, shelf: Path | None = None) -> Verdict:
    """`mistake` is the name of one that is planted; what is left of a failing life is kept on the `shelf`.

    Raises KeyError.
    """
    with planted(mistake) if mistake else nullcontext():
        return _try(seed, shorten, shelf)


def _try(seed: int, shorten: bool, shelf: Path | None) -> Verdict:
    logging.lastResort = None  # it is part of the story
    played, wrong = live(seed, draw(seed))
    story = tell(played, wrong)
    if wrong and shorten:
        shorter = make_short(seed, played.choices, wrong)
        story = tell(*live(seed, shorter))
        if shelf:
            keep(shelf / f"seed_{seed}.json", seed, wrong[0], shorter)
    calls, deaths = len(played.life.world.calls), len(played.deaths)
    return Verdict(seed, played.trace, wrong, story, calls, deaths, played.faults)


def live(seed: int, choices: Sequence[Choice]) -> tuple[Played, list[str]]:
    """What was played, and what is wrong with it; its files are gone."""
    with _folder() as folder:
        played = play(seed, folder, choices)
        return played, judge(played)


def make_short(seed: int, choices: Sequence[Choice], wrong: Sequence[str]) -> Sequence[Choice]:
    """Drops whatever is not needed for the first oracle to find something: halves, quarters, ... single choices."""
    oracle, left, tries = wrong[0].split(":")[0], list(choices), 0
    size = len(left) // 2
    while size and tries < TRIES:
        start = 0
        while start < len(left) and tries < TRIES:
            shorter = left[:start] + left[start + size :]
            tries += 1
            if any(one.startswith(f"{oracle}:") for one in live(seed, shorter)[1]):
                left = shorter
            else:
                start += size
        size //= 2
    return left


def _sum_up(told: Sequence[Verdict], seconds: float) -> str:
    calls, deaths, faults = (sum(getattr(one, name) for one in told) for name in ("calls", "deaths", "faults"))
    failed = [verdict.seed for verdict in told if verdict.wrong]
    pace = f"{len(told)} seeds in {seconds:.0f} s, {len(told) / seconds * 60:.0f} a minute"
    return f"{pace}: {calls} calls, {deaths} deaths, {faults} faults; {len(failed)} failed: {failed}"


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="life-", dir=MEMORY if MEMORY.is_dir() else None))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
