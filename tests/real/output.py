"""What has a process printed? Lines of its log as JSON; whatever else stands there, nobody expected."""

from __future__ import annotations

import json
from datetime import datetime

from tests.lives.played import Said

HEARD = ("WARNING", "ERROR", "CRITICAL")


def read(number: int, output: str, was_killed: bool) -> tuple[list[Said], list[str]]:
    """What the process with this number logged at WARNING and above, and what is no log.

    The last line of a process that was killed may be cut.
    """
    lines = output.splitlines()
    if was_killed and not output.endswith("\n"):
        lines = lines[:-1]
    said, strange = [], []
    for line in lines:
        try:
            told = json.loads(line)
        except ValueError:
            strange.append(f"output: process {number} printed {line!r}")
            continue
        if told["level"] in HEARD:
            at = datetime.fromisoformat(told["time"])
            error = str(told.get("error", ""))
            said.append(Said(int(at.timestamp() * 1000), number, told["level"], told["message"], error))
        if "error" in told:
            strange.append(f"output: process {number} logged a traceback: {told['message']} {told['error']}")
    return said, strange
