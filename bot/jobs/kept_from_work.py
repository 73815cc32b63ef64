"""Jobs that a storage keeps from their work: one line for all of them when it begins, and one when it is over.

A server that is away keeps every job from its work at every sweep, which would be a line for each job each time.
"""

from __future__ import annotations

import logging

from bot.health.lasting_lines import LastingLines
from bot.machine import Monotonic
from bot.refusal import MISPLACED, explain
from storage.statements import StorageError

FAILED = (
    "%s could not be done: %s; it is tried again at the next sweep, and so are others that fail for the same reason"
)
DONE_AGAIN = "jobs that storage kept from their work are done again"


class KeptFromWork:
    """The jobs that failed last time, by the storage that refused: a file, a server, or else a kind of error."""

    def __init__(self, log: logging.Logger, monotonic: Monotonic) -> None:
        self._log, self._monotonic = log, monotonic
        self._lines: dict[str, LastingLines] = {}
        self._kept: dict[str, str] = {}

    def keep(self, job: str, error: StorageError) -> None:
        """The job could not be done. The line comes again while this lasts, ever more seldom."""
        storage = self._kept[job] = getattr(error, "file", "") or type(error).__name__
        lines = self._lines.setdefault(storage, LastingLines(self._log, self._monotonic))
        lines.say(logging.ERROR, FAILED, job, explain(error) if isinstance(error, MISPLACED) else error)

    def release(self, job: str) -> None:
        """The job was done. The line comes when no job is left that the same storage keeps."""
        storage = self._kept.pop(job, None)
        if storage is not None and storage not in self._kept.values():
            self._lines[storage].end(DONE_AGAIN)
