"""Sets up the log. It may hold event codes, counts and numbers of updates, but no personal data and no token.

Our own code logs nothing else. The filters here are the last guard against libraries and bugs.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from datetime import UTC, datetime, tzinfo
from types import TracebackType
from typing import Any

from pythonjsonlogger.json import JsonFormatter

TOKEN = re.compile(r"\d{3,}:[A-Za-z0-9_-]{20,}")
LONG_NUMBER = re.compile(r"(?<![\w.-])\+?\d(?:[ ()-]{0,2}\d){8,}")
"""Nine or more digits: a phone, an IIN, a card, a Telegram id."""
EMAIL = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+\.\w+")
UPDATE = "update %d"
"""In our own lines the number of an update stands here. It may be logged: it grows by one with each update and names
nobody."""
OURS = ("bot", "handlers", "storage")
CONVERSION = re.compile(r"%[^a-z%]*[a-z]", re.IGNORECASE)
KNOWN = logging.makeLogRecord({}).__dict__.keys() | {"message", "asctime", "taskName"}
QUIET = ("aiogram", "aiosqlite", "apscheduler", "aiohttp", "asyncio")
"""Libraries that log the data they handle below WARNING (aiosqlite: statements with values)."""


def set_up_logs(level: str, form: str, zone: tzinfo = UTC) -> None:
    """Log to the standard error, with times in this `zone`."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(redact)
    fields = "%(asctime)s %(levelname)s %(name)s %(message)s"
    formatter = JsonLines(fields) if form == "json" else Lines(fields)
    formatter.zone = zone
    handler.setFormatter(formatter)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(True)


def redact(record: logging.LogRecord) -> bool:
    """A logging filter: compose the whole message, and black out what looks personal. Nothing can be added later."""
    room = record.name.split(".")[0]
    said = _with_update(record) if room in OURS and UPDATE in str(record.msg) else black_out(record.getMessage())
    if room in QUIET:
        said = said.split("\n")[0]  # asyncio adds the repr of a task, with the exception in it
    record.msg, record.args, record.stack_info = said, None, None
    for name in record.__dict__.keys() - KNOWN:
        delattr(record, name)  # the formatter would write out all that a library adds
    return True


def _with_update(record: logging.LogRecord) -> str:
    """The message, in which all parts except the numbers of updates are blacked out where they look personal."""
    given = list(record.args) if isinstance(record.args, tuple) else []
    said = []
    for part in str(record.msg).split(UPDATE):
        own, given = given[: (number := len(CONVERSION.findall(part.replace("%%", ""))))], given[number:]
        said.append(black_out(part % tuple(own)))
        said += [f"update {given.pop(0):d}"] if given else []
    return "".join(said)


def black_out(text: str) -> str:
    for pattern, word in ((TOKEN, "<token>"), (EMAIL, "<e-mail>"), (LONG_NUMBER, "<number>")):
        text = pattern.sub(word, text)
    return text


def _frames(error: BaseException | None, trace: TracebackType | None) -> str:
    # Without the message of the exception and without source lines: both can quote what a person typed.
    lines = [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(trace)]
    return "\n".join([type(error).__name__, *lines])


class _Discreet(logging.Formatter):
    zone: tzinfo = UTC

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802
        """ISO 8601 with the offset from UTC: a log is read on other machines too."""
        return datetime.fromtimestamp(record.created, self.zone).isoformat(timespec="milliseconds")

    def formatException(self, ei: Any) -> str:  # noqa: N802
        return _frames(ei[1], ei[2])


class Lines(_Discreet):
    """For people."""


class JsonLines(_Discreet, JsonFormatter):
    """For machines."""
