"""How is the process of the bot begun? As it ships; or forked with its imports, which is quicker; or with a mistake."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.lives.planted import planted
from tests.scenarios.processes import Launch, Running, forks, run_command


@dataclass
class Command:
    """`python -m bot run`, as any program begins it."""

    process: subprocess.Popen[bytes]

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def exitcode(self) -> int | None:
        return self.process.poll()

    def is_alive(self) -> bool:
        return self.process.poll() is None

    def kill(self) -> None:
        self.process.kill()

    def join(self, timeout: float | None = None) -> None:
        self.process.wait(timeout)


def ship(environment: Mapping[str, str], folder: Path, out: Path, err: Path) -> Running:
    with out.open("ab") as stdout, err.open("ab") as stderr:
        command = [sys.executable, "-m", "bot", "run"]
        return Command(subprocess.Popen(command, env=dict(environment), cwd=folder, stdout=stdout, stderr=stderr))


def fork_with(mistake: str) -> Launch:
    """A bot that makes one of the mistakes of `tests/lives/mistakes`."""
    return partial(_fork_with, mistake)


def _fork_with(mistake: str, environment: Mapping[str, str], folder: Path, out: Path, err: Path) -> Running:
    arguments = (mistake, dict(environment), str(folder), str(out), str(err))
    process = forks.Process(target=_run_with, args=arguments, daemon=True)
    process.start()
    return process


def _run_with(mistake: str, *arguments: object) -> None:
    with planted(mistake):
        run_command(("run",), *arguments)  # type: ignore[arg-type]
