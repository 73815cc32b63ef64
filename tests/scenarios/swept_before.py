"""What the jobs of an earlier start have left in files that hold nobody: all have succeeded, and nothing is due.

A bot that starts on them runs every job once more and finds nothing, which takes longer than most conversations. So a
stage's first bot leaves that out, but for those who look at a start. Later starts and sweeps run every job.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from bot.app import App
from bot.config.installation import make_installation
from bot.config.settings import Settings
from bot.domain.time import Moment
from bot.jobs.fold_counts import NIGHTLY
from bot.jobs.scrub_database import OF_KEYS, OF_ROWS
from bot.jobs.sweeps import assemble_sweeps
from tests.databases import execute


def note_sweeps(folder: Path, now: Moment) -> None:
    """Also those of the last night: the bot need not rewrite files that hold nothing."""
    rows = ", ".join(f"('{name}', {now})" for name in (*_jobs(), NIGHTLY, OF_KEYS, OF_ROWS))
    execute(folder, f"INSERT INTO sweeps (name, succeeded_at) VALUES {rows}")


@cache
def _jobs() -> tuple[str, ...]:
    nothing: Any = None  # the jobs are listed, not run
    settings = Settings(_env_file=None)  # type: ignore[call-arg]
    return tuple(assemble_sweeps(make_installation(settings, nothing, nothing, nothing), nothing))


def leave_out_first_sweep(app: App) -> None:
    async def find_nothing() -> None:
        return None

    timetable: Any = app.timetable
    timetable.catch_up = find_nothing
