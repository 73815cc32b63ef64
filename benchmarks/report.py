"""Shows what was measured: medians of the rounds, and ratios to bare aiogram within each round."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.measure import Figures
from benchmarks.peers.table import BASE, PEERS

Rounds = Mapping[str, Sequence[Figures]]
"""By peer, one a round."""
COLUMNS = {
    "rate": ("dialogues/s", "{:.0f}"),
    "p50": ("p50 ms", "{:.1f}"),
    "p99": ("p99 ms", "{:.1f}"),
    "wait": ("a dialogue ms", "{:.0f}"),
    "cpu": ("CPU ms a dialogue", "{:.2f}"),
    "calls": ("calls a dialogue", "{:.1f}"),
    "peak": ("peak RSS MiB", "{:.0f}"),
    "pause": ("longest pause ms", "{:.0f}"),
}
OURS = ("ours", "webhook")
MOST_LOAD = 1 / 3
"""Of a core. A load generator that takes more may be what is measured."""
LIBRARIES = ("aiogram", "aiohttp", "python-telegram-bot", "uvloop", "orjson")


def show(rounds: Rounds, load: str, folder: Path, console: Console) -> None:
    console.print(describe_machine(folder))
    console.print(f"{load}; medians of {len(next(iter(rounds.values())))} rounds")
    console.print(_table(rounds))
    for name, others in compared(rounds).items():
        console.print(_ratios(name, others))
    share = max(one.load_share for figures in rounds.values() for one in figures)
    console.print(f"the load generator took at most {share:.2f} of a core, by its own CPU time while people applied")
    if share > MOST_LOAD:
        console.print(f"WARNING: that is more than {MOST_LOAD:.2f}: it may slow the bots down")


def compared(rounds: Rounds) -> dict[str, dict[str, list[dict[str, float]]]]:
    """Ratios in each round: of everybody to bare aiogram, and of ours to the other peers."""
    found: dict[str, dict[str, list[dict[str, float]]]] = {}
    for base in [name for name in (BASE, "ptb") if name in rounds]:
        others = [name for name in rounds if name != base and (base == BASE or name in OURS)]
        if others:
            found[base] = {
                name: [_divide(one, by) for one, by in zip(rounds[name], rounds[base], strict=True)] for name in others
            }
    return found


def as_json(rounds: Rounds, load: str, folder: Path) -> dict[str, Any]:
    return {
        "machine": describe_machine(folder),
        "load": load,
        "rounds": {name: [asdict(one) for one in figures] for name, figures in rounds.items()},
        "median": {name: _medians(figures) for name, figures in rounds.items()},
        "ratios": compared(rounds),
    }


def describe_machine(folder: Path) -> str:
    """Processors, Python, libraries, and the file system on which our bot waits for its disk."""
    model = next(
        (line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")), "?"
    )
    disk = _file_system(folder)
    warning = ", in memory: a commit costs nothing here, see --folder" if disk in ("tmpfs", "ramfs") else ""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return (
        f"{os.cpu_count()} x {model}, {platform.system()} {platform.release()}, {disk}{warning}, "
        f"Python {platform.python_version()}, {libraries}"
    )


def _table(rounds: Rounds) -> Table:
    table = Table("bot", *(title for title, _ in COLUMNS.values()))
    for name, figures in rounds.items():
        values = _medians(figures)
        table.add_row(PEERS[name].title, *(form.format(values[key]) for key, (_, form) in COLUMNS.items()))
    return table


def _ratios(base: str, others: Mapping[str, Sequence[Mapping[str, float]]]) -> Table:
    table = Table(f"x of {PEERS[base].title}", *(title for title, _ in COLUMNS.values()))
    for name, found in others.items():
        table.add_row(PEERS[name].title, *(_spread([one[key] for one in found]) for key in COLUMNS))
    return table


def _spread(values: Sequence[float]) -> str:
    return f"{median(values):.2f} ({min(values):.2f}..{max(values):.2f})"


def _divide(one: Figures, by: Figures) -> dict[str, float]:
    return {key: getattr(one, key) / max(getattr(by, key), 1e-9) for key in COLUMNS}


def _medians(figures: Sequence[Figures]) -> dict[str, float]:
    return {key: median(getattr(one, key) for one in figures) for key in COLUMNS}


def _lines(path: str) -> list[str]:
    return Path(path).read_text().splitlines()


def _file_system(folder: Path) -> str:
    """Of the longest mount point above the folder."""
    mounts = [line.split()[1:3] for line in _lines("/proc/mounts")]
    above = [(len(point), kind) for point, kind in mounts if folder.resolve().is_relative_to(point)]
    return max(above)[1]
