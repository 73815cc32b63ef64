"""Starts a bot as a process and measures its CPU time and memory, on Linux, which tells them in /proc."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

REPOSITORY = Path(__file__).parents[1]
TICK = 1 / os.sysconf("SC_CLK_TCK")
MIB = 1024.0  # KiB
STOP_SECONDS = 20.0


class MeasuredProcess:
    """`python` with these words, in a folder of its own. Its output stands there in `output`."""

    def __init__(self, words: Sequence[str], settings: Mapping[str, str], folder: Path) -> None:
        self._output = folder / "output"
        inherited = {"PATH": os.defpath, "PYTHONPATH": str(REPOSITORY), "HOME": str(folder)}
        with self._output.open("wb") as output:
            self._process = subprocess.Popen(  # noqa: S603
                words, env={**inherited, **settings}, cwd=folder, stdout=output, stderr=subprocess.STDOUT
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self.stop()

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def stop(self) -> None:
        """SIGTERM, as an operator stops it; SIGKILL if it does not obey."""
        if self.is_alive():
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    @property
    def last_words(self) -> str:
        """The end of its output."""
        return self._output.read_text("utf-8", "replace")[-2000:]

    def cpu_seconds(self) -> float:
        """Of the process and all processes below it, those that have ended included."""
        return sum(_cpu_seconds(pid) for pid in self._family())

    def peak_mib(self) -> float:
        """The most memory that was resident since the start. Of several processes the sum, which none had at once."""
        return sum(_peak_mib(pid) for pid in self._family())

    def _family(self) -> list[int]:
        family = [self._process.pid]
        for pid in family:
            for task in Path(f"/proc/{pid}/task").glob("*/children"):
                family += [int(child) for child in task.read_text().split()]
        return family


def _cpu_seconds(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    # utime, stime, cutime, cstime: fields 14 to 17 of proc(5), counted after the name.
    return sum(int(ticks) for ticks in fields[11:15]) * TICK


def _peak_mib(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / MIB
