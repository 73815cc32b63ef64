"""One finding of `python -m bot doctor`."""

from __future__ import annotations

import re
from dataclasses import asdict
from enum import StrEnum

from bot.domain.frozen import frozen
from bot.refusal import explain


class Level(StrEnum):
    """WARNING: it works, but should be looked at. PROBLEM: it does not work, or breaks a promise."""

    OK = "ok"
    WARNING = "WARNING"
    PROBLEM = "PROBLEM"


@frozen
class Finding:
    """`name` is the setting or file that it is about. `text` says what is so, and what to do."""

    level: Level
    name: str
    text: str

    def __str__(self) -> str:
        return f"{self.level:<8} {self.name}: {self.text}"

    def as_json(self) -> dict[str, str]:
        """As `doctor --json` prints it (docs/operator/doctor.md)."""
        return asdict(self) | {"level": self.level.lower()}


def ok(name: str, text: str) -> Finding:
    return Finding(Level.OK, name, text)


def warning(name: str, text: str) -> Finding:
    return Finding(Level.WARNING, name, text)


def problem(name: str, text: str) -> Finding:
    return Finding(Level.PROBLEM, name, text)


def refusal(error: Exception, name: str) -> Finding:
    """The reason for which `run` would stop. It is about the setting that its line names, or else about `name`."""
    line = explain(error)
    named = re.fullmatch(r"([A-Z_]+): (.+)", line)
    return problem(named[1], named[2]) if named else problem(name, line)
