"""Measures how much memory many unfinished applications take.

`python -m benchmarks.open_drafts [--drafts 100000] [--active 5000]`

The bot is started on an empty installation and on one with as many open drafts; then so many other people apply in
each. The difference must stay under 64 MiB. Each is started twice: at its very first start the bot also rewrites the
database, as it does every night.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer
import uvloop
from rich.console import Console
from rich.table import Table

from benchmarks.loopback.crowd import FIRST_ID, NUMBERS
from benchmarks.measure import Load, measure
from benchmarks.peers.table import PEERS
from benchmarks.report import describe_machine
from benchmarks.seed import fill, open_draft


def main(
    drafts: Annotated[int, typer.Option(min=1, help="open at once")] = 100_000,
    active: Annotated[int, typer.Option(min=1, help="people who apply meanwhile")] = 1_000,
    folder: Annotated[Path | None, typer.Option(help="for the databases")] = None,
) -> None:
    """Measure the memory of the bot without and with many open drafts."""
    console = Console(width=None if sys.stdout.isatty() else 160, highlight=False)
    table = Table("open drafts", "start", "peak MiB", "above none")
    with tempfile.TemporaryDirectory(dir=folder) as place:
        bare: list[float] = []
        for number in (0, drafts):
            fill(Path(place) / str(number) / "data", number, open_draft, first_start=True)
            peaks = [
                _peak(Path(place) / str(number), active, first) for first in (FIRST_ID, FIRST_ID + NUMBERS * active)
            ]
            bare = bare or peaks
            for start, peak, none in zip(("the first, rewrites the file", "any other"), peaks, bare, strict=True):
                table.add_row(f"{number:,}", start, f"{peak:.1f}", f"{peak - none:.1f}")
        console.print(describe_machine(Path(place)))
    console.print(table)


def _peak(folder: Path, active: int, first_id: int) -> float:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(measure(PEERS["ours"], Load(active, 1, 50), folder, first_id)).peak


if __name__ == "__main__":
    typer.run(main)
