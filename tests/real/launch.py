"""How is the process of the bot begun? As it ships; or forked with its imports, which is quicker; or with a mistake."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.real import child
from tests.scenarios.processes import Launch, Running, forks


@dataclass(frozen=True, slots=True)
class Launches:
    """`killed` begins each process that is killed, `last` the one that has room in the group for all that is left."""

    killed: Launch
    last: Launch


@dataclass
class Command:
    """A program of its own, as any other program begins it."""

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


def as_shipped() -> Launches:
    """The bot that is killed is `python -m bot run`."""
    last = f"from tests.real import child; child.run({child.UNHURRIED})"
    repository = str(Path(__file__).parents[2])
    return Launches(partial(_start, ("-m", "bot", "run"), ""), partial(_start, ("-c", last, "run"), repository))


def forked(mistake: str = "") -> Launches:
    """`mistake` is one of `tests/lives/mistakes`, which all processes make."""
    return Launches(partial(_fork, child.AS_SHIPPED, mistake), partial(_fork, child.UNHURRIED, mistake))


def _start(
    words: Sequence[str], path: str, environment: Mapping[str, str], folder: Path, out: Path, err: Path
) -> Running:
    given = {**environment, **({"PYTHONPATH": path} if path else {})}
    with out.open("ab") as stdout, err.open("ab") as stderr:
        return Command(subprocess.Popen([sys.executable, *words], env=given, cwd=folder, stdout=stdout, stderr=stderr))


def _fork(pace: int, mistake: str, environment: Mapping[str, str], folder: Path, out: Path, err: Path) -> Running:
    arguments = (pace, mistake, dict(environment), str(folder), str(out), str(err))
    process = forks.Process(target=child.run_forked, args=arguments, daemon=True)
    process.start()
    return process
