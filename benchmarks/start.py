"""Measures how long the bot takes from its start to the first getUpdates, beside a process that only imports aiogram;
and to the answer to somebody who has written before it started.

`python -m benchmarks.start [--rounds 5]`

Both alternate. The start must take at most one and a half times as long as the import, and the answer must be there
within three seconds. It is the very first start of each bot: it makes its databases and its keys.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Annotated

import typer
import uvloop
from rich.console import Console

from benchmarks.loopback.crowd import Crowd
from benchmarks.measure import LOOK_SECONDS, until_started
from benchmarks.peers.table import Start, our_settings
from benchmarks.process import MeasuredProcess
from benchmarks.report import describe_machine


def main(rounds: Annotated[int, typer.Option(min=1)] = 5) -> None:
    """Measure the start of the bot."""
    console = Console(width=None if sys.stdout.isatty() else 160, highlight=False)
    ratios, answers = [], []
    with tempfile.TemporaryDirectory() as place:
        for number in range(rounds):
            folder = Path(place) / str(number)
            folder.mkdir()
            began = perf_counter()
            subprocess.run([sys.executable, "-c", "import aiogram"], check=True)
            imported = perf_counter() - began
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                started, answered, cpu = runner.run(_start(folder))
            ratios.append(started / imported)
            answers.append(answered)
            said = f"import {imported:.2f} s, start {started:.2f} s, answer {answered:.2f} s ({cpu:.2f} s CPU)"
            console.print(f"{said}, start / import {ratios[-1]:.2f}")
        console.print(describe_machine(Path(place)))
    console.print(f"start / import: {median(ratios):.2f} ({min(ratios):.2f}..{max(ratios):.2f})")
    console.print(f"first answer: {median(answers):.2f} s ({min(answers):.2f}..{max(answers):.2f})")


async def _start(folder: Path) -> tuple[float, float, float]:
    """Seconds from the start of the process to its first getUpdates and to its first answer, and its CPU seconds by
    then."""
    crowd = Crowd()
    server = await asyncio.get_running_loop().create_server(crowd.telegram.connect, "127.0.0.1")
    start = Start(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", folder / "probe", folder)
    began = perf_counter()
    applying = asyncio.create_task(crowd.apply(1, 1, lambda: True))
    with MeasuredProcess([sys.executable, "-m", "bot", "run"], our_settings(start), folder) as process:
        try:
            await until_started(crowd, process)
            started = perf_counter() - began
            while not crowd.latencies:  # noqa: ASYNC110 (as `until_started` looks)
                await asyncio.sleep(LOOK_SECONDS)
            return started, crowd.latencies[0], process.cpu_seconds()
        except TimeoutError as error:
            raise SystemExit(f"the bot does not start: {error}\n{process.last_words}") from None
        finally:
            applying.cancel()
            server.close()


if __name__ == "__main__":
    typer.run(main)
