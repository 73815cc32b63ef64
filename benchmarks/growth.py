"""Measures whether an update costs more once many applications are stored.

`python -m benchmarks.growth [--small 1000] [--large 1000000] [--rounds 3] [--dialogues 500]`

Two installations are filled, then people apply to each in turn, always new ones. The cost must not differ by more than
a tenth.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Annotated

import typer
import uvloop
from rich.console import Console
from rich.table import Table

from benchmarks.loopback.crowd import FIRST_ID, NUMBERS
from benchmarks.measure import Figures, Load, measure
from benchmarks.peers.table import PEERS
from benchmarks.report import describe_machine
from benchmarks.seed import application, fill

COLUMNS = {
    "cpu": "CPU ms a dialogue",
    "p50": "p50 ms",
    "p99": "p99 ms",
    "calls": "calls a dialogue",
    "peak": "peak MiB",
}


def main(
    small: Annotated[int, typer.Option(min=1, help="applications in one installation")] = 1_000,
    large: Annotated[int, typer.Option(min=1, help="in the other; a million take 2 GB")] = 1_000_000,
    rounds: Annotated[int, typer.Option(min=1)] = 3,
    dialogues: Annotated[int, typer.Option(min=1, help="in each measurement")] = 500,
    people: Annotated[int, typer.Option(min=1, help="at once")] = 50,
    folder: Annotated[Path | None, typer.Option(help="for the databases; on the disk to be measured")] = None,
) -> None:
    """Measure what an update costs with few and with many applications."""
    console = Console(width=None if sys.stdout.isatty() else 160, highlight=False)
    found: dict[int, list[Figures]] = {small: [], large: []}
    with tempfile.TemporaryDirectory(dir=folder) as place:
        for number in found:
            fill(Path(place) / str(number) / "data", number, application)
            console.print(f"{number:,} applications are stored")
        for turn in range(rounds):
            load = Load(dialogues, min(100, dialogues), people)
            for number in sorted(found, reverse=bool(turn % 2)):
                first = FIRST_ID + turn * NUMBERS * (dialogues + load.warm_up)
                with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                    work = measure(PEERS["ours"], load, Path(place) / str(number), first)
                    found[number].append(runner.run(work))
        console.print(describe_machine(Path(place)))
    console.print(_table(small, large, found))


def _table(small: int, large: int, found: dict[int, list[Figures]]) -> Table:
    table = Table("applications stored", *COLUMNS.values())
    for number, figures in found.items():
        table.add_row(f"{number:,}", *(f"{median(getattr(one, key) for one in figures):.2f}" for key in COLUMNS))
    pairs = list(zip(found[large], found[small], strict=True))
    ratios = {key: sorted(getattr(much, key) / getattr(few, key) for much, few in pairs) for key in COLUMNS}
    table.add_row(
        "ratio in a round", *(f"{median(all_):.2f} ({all_[0]:.2f}..{all_[-1]:.2f})" for all_ in ratios.values())
    )
    return table


if __name__ == "__main__":
    typer.run(main)
