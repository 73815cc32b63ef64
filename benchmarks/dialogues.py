"""Measures our bot beside bots of other libraries: the same dialogue of six steps, many people at once.

`python -m benchmarks.dialogues [--rounds 5] [--dialogues 1000] [--people 50] [--only ours,aiogram] [--json FILE]`

Each bot is a process of its own, started anew in each round, in another order each time; only ratios within one round
carry over to another machine. docs/performance.md says what the figures mean.
"""

from __future__ import annotations

import asyncio
import json
import signal
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer
import uvloop
from rich.console import Console

from benchmarks import report
from benchmarks.measure import Figures, Load, measure
from benchmarks.peers.table import PEERS

WIDTH = 160
"""Of the tables in a file."""


def main(
    rounds: Annotated[int, typer.Option(min=1, help="each measures every bot once")] = 5,
    dialogues: Annotated[int, typer.Option(min=1, help="in each measurement")] = 1000,
    warm_up: Annotated[int, typer.Option(min=1, help="dialogues before it is measured")] = 100,
    people: Annotated[int, typer.Option(min=1, help="at once")] = 50,
    only: Annotated[str, typer.Option(help=f"which bots: {', '.join(PEERS)}")] = ",".join(PEERS),
    file: Annotated[Path | None, typer.Option("--json", help="where the figures are written, too")] = None,
    folder: Annotated[Path | None, typer.Option(help="for the bots' files; on the disk to be measured")] = None,
) -> None:
    """Measure the bots beside each other."""
    names = only.split(",")
    if unknown := [name for name in names if name not in PEERS]:
        raise typer.BadParameter(f"no bot is called {', '.join(unknown)}; there are {', '.join(PEERS)}")
    if sys.platform != "linux":
        raise typer.BadParameter("what a process costs is read from /proc, which only Linux has")
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that no bot outlives the command
    load = Load(dialogues, warm_up, people)
    console = Console(width=None if sys.stdout.isatty() else WIDTH, highlight=False)
    with tempfile.TemporaryDirectory(dir=folder) as place:
        try:
            found = _measure_all(names, rounds, load, Path(place), console)
        except TimeoutError as error:
            console.print(f"{error}", style="red")
            raise typer.Exit(1) from None
        said = f"{people} at once, {dialogues} dialogues a round after {warm_up} to warm up"
        report.show(found, said, Path(place), console)
        if file:
            file.write_text(json.dumps(report.as_json(found, said, Path(place)), indent=1, ensure_ascii=False))


def _measure_all(names: list[str], rounds: int, load: Load, place: Path, console: Console) -> dict[str, list[Figures]]:
    found: dict[str, list[Figures]] = {name: [] for name in names}
    for number in range(rounds):
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            folder = place / f"{number}-{name}"
            folder.mkdir()
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                figures = runner.run(measure(PEERS[name], load, folder))
            found[name].append(figures)
            console.print(
                f"round {number + 1}, {name}: {figures.rate:.0f} dialogues/s, {figures.cpu:.2f} ms CPU, "
                f"{figures.calls:.1f} calls, load {figures.load_share:.2f}"
            )
    return found


if __name__ == "__main__":
    typer.run(main)
