"""What do the processes of a life say of themselves: their log, how they end, and what nobody has caught."""

from __future__ import annotations

import logging
from typing import Any

from bot.refusal import REFUSALS
from tests.lives.mortal import PROCESS as RUNNING
from tests.lives.mortal import Killed, MortalTask, Process
from tests.lives.played import Act, Played, Said
from tests.lives.virtual_machine import MONDAY


def report(played: Played, process: Process) -> None:
    over_at = int(MONDAY) + round(process.over_at * 1000)
    if process.is_dead:
        played.deaths.append(Act(over_at, f"process {process.number}", f"killed {process.death}"))
    elif (
        not isinstance(process.outcome, REFUSALS) or 0 < played.calm_at < over_at
    ):  # when all is well nothing is refused
        played.exceptions.append(f"process {process.number} ended with {process.outcome!r}")


def note(played: Played, context: dict[str, Any]) -> None:
    task, error = context.get("task", context.get("future")), context.get("exception")
    process = task.process if isinstance(task, MortalTask) else RUNNING.get()
    if (process and process.is_dead) or isinstance(error, Killed):
        return
    played.exceptions.append(f"{context['message']}: {error!r}")


class Ears(logging.Handler):
    """Hears what living processes log."""

    def __init__(self, played: Played) -> None:
        super().__init__(logging.WARNING)
        self._played = played

    def emit(self, record: logging.LogRecord) -> None:
        process = RUNNING.get()
        if process is None or process.is_dead:
            return
        error = repr(record.exc_info[1]) if record.exc_info else ""
        now = self._played.life.world.clock.now_ms()
        self._played.logs.append(Said(now, process.number, record.levelname, record.getMessage(), error))
