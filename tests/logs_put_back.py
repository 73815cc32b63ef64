"""Puts the logs back as they were. A handler that stays would write every line of all later tests of its process."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from bot.config.log_lines import OURS


@contextmanager
def logs_put_back() -> Iterator[None]:
    """The levels and handlers that are set up within, as most commands of the bot do, are gone after it."""
    loggers = [logging.getLogger(), *map(logging.getLogger, OURS)]
    before = [(one, one.handlers[:], one.level) for one in loggers]
    try:
        yield
    finally:
        logging.captureWarnings(False)
        for one, handlers, level in before:
            one.handlers[:] = handlers
            one.setLevel(level)
