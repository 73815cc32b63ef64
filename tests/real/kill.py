"""Kills the real bot: `python -m tests.real.kill --kills 100 --applications 2000 --seed 1`.

It prints what was done and every violation; the exit code is 1 if there was one.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from rich.progress import Progress

from tests.lives.planted import everything
from tests.real.figures import Figures
from tests.real.launch import as_shipped, forked
from tests.real.plan import MOMENTS, draw
from tests.real.run import run

PATIENCE = 3.0  # seconds


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--applications", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--forked", action="store_true", help="fork the processes with their imports, which is quicker")
    parser.add_argument("--planted", choices=list(everything()), help="plant a mistake, to see that it is found")
    parser.add_argument("--moment", choices=list(MOMENTS), default="", help="of all kills")
    given = parser.parse_args(arguments)
    launches = forked(given.planted or "") if given.forked or given.planted else as_shipped()
    plan = draw(given.seed, given.kills, given.applications, given.moment)
    with tempfile.TemporaryDirectory(prefix="killed-") as folder, Progress(transient=True) as progress:
        killed, applied = (
            progress.add_task(what, total=total)
            for what, total in (("kills", given.kills), ("applied", given.applications))
        )

        def tick(kills: int, applications: int) -> None:
            progress.update(killed, completed=kills)
            progress.update(applied, completed=applications)

        figures = asyncio.run(run(plan, Path(folder), launches, PATIENCE, tick=tick))
    print(tell(given.seed, figures))
    return bool(figures.wrong)


def tell(seed: int, figures: Figures) -> str:
    lines = [f"{number:5} killed {moment}" for moment, number in figures.kills.most_common()]
    kinds = Counter(one.split(":")[0] for one in figures.wrong)
    return "\n".join(
        [
            f"seed {seed}, which is the same plan and not the same run",
            *lines,
            f"{figures.kills.total()} kills, {figures.restarts} processes, {figures.applied} people applied",
            f"{figures.calls} calls, {figures.waits} waits in vain, {figures.seconds:.0f} s",
            f"{figures.settled:.1f} s of them after the last, and {figures.judged:.1f} s more to judge",
            f"a start took {median(figures.starts):.1f} s, at most {max(figures.starts):.1f} s",
            f"{len(figures.wrong)} violations {dict(kinds) if kinds else ''}".rstrip(),
            *(f"  WRONG {one}" for one in figures.wrong[:100]),
        ]
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
