"""Sets up the log on the standard error, one line an event, and what is said of a bug that ends the process.

The level of LOG_LEVEL is that of our own code. Libraries are heard from WARNING on: below it aiogram, aiosqlite,
psycopg and others log the data that they handle.
"""

from __future__ import annotations

import logging
import sys
import threading
from datetime import UTC, tzinfo
from typing import TextIO

from bot.config.log_lines import OURS, JsonLines, Lines, TextLines, describe_error

log = logging.getLogger("bot")
BUG = "a bug"


class LineStream(logging.StreamHandler[TextIO]):
    """Writes a line by one call of a function. The standard library takes seven, most of them to lock again what is
    locked and to ask for filters, which nobody adds here."""

    def __init__(self, stream: TextIO, lines: Lines) -> None:
        super().__init__(stream)
        self._format = lines.format
        # Not a Lock: a bug that the garbage collector finds may be told in the middle of a line.
        self._writing = threading.RLock()

    def handle(self, record: logging.LogRecord) -> bool:
        try:
            with self._writing:
                self.stream.write(self._format(record) + "\n")
                self.stream.flush()
        except Exception:
            self.handleError(record)
        return True


def set_up_logs(level: str, form: str, zone: tzinfo = UTC) -> None:
    """Log to the standard error, with times in this `zone`. `form` is `text` or `json`."""
    handler = LineStream(sys.stderr, (JsonLines if form == "json" else TextLines)(zone))
    logging.basicConfig(level=max(logging.WARNING, logging.getLevelName(level)), handlers=[handler], force=True)
    for name in OURS:
        logging.getLogger(name).setLevel(level)
    logging.captureWarnings(True)
    # No line names them, and a third of the time of a line went into finding them out.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging._srcfile = None  # the standard library's "Logging HOWTO" (Optimization)


def tell_bugs_discreetly() -> None:
    """Have a bug that ends a thread, or that nothing can catch, told as `tell_bug` does."""
    sys.unraisablehook = lambda bug: tell_bug(bug.exc_value)
    threading.excepthook = lambda bug: tell_bug(bug.exc_value)


def tell_bug(error: BaseException | None) -> None:
    """Say the kind of a bug and the way to it, and none of its words: they can quote a person."""
    if logging.getLogger().handlers:
        log.critical(BUG, exc_info=error)
    else:  # a command, which has no log
        sys.stderr.write(f"{BUG}: {describe_error(error)}\n")
