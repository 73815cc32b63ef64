"""What may stand in the log? Event codes, counts and ids of updates: no personal data and no token.

The bot logs nothing else by design; what is here is the last guard, for the libraries and for bugs.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from types import TracebackType
from typing import Any

from pythonjsonlogger.json import JsonFormatter

TOKEN = re.compile(r"\d{3,}:[A-Za-z0-9_-]{20,}")
LONG_NUMBER = re.compile(r"(?<![\w.-])\+?\d(?:[ ()-]{0,2}\d){8,}")
"""Nine digits and more: a phone, an IIN, a card, a Telegram id."""
EMAIL = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+\.\w+")
UPDATE = "update %d"
"""Where one of our own lines says so, an update's number follows: it grows by one with each, and names nobody."""
OURS = ("bot", "handlers", "storage")
CONVERSION = re.compile(r"%[^a-z%]*[a-z]", re.IGNORECASE)
KNOWN = logging.makeLogRecord({}).__dict__.keys() | {"message", "asctime", "taskName"}
QUIET = ("aiogram", "aiosqlite", "apscheduler", "aiohttp", "asyncio")
"""Libraries that log what they handle (aiosqlite: statements with values) when asked to say more."""


def set_up_logs(level: str, form: str) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(redact)
    fields = "%(asctime)s %(levelname)s %(name)s %(message)s"
    handler.setFormatter(JsonLines(fields) if form == "json" else Lines(fields))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(True)


def redact(record: logging.LogRecord) -> bool:
    """Put the whole message together here, so that nothing is added to it later, and black out what looks personal."""
    room = record.name.split(".")[0]
    said = _with_update(record) if room in OURS and UPDATE in str(record.msg) else clean(record.getMessage())
    if room in QUIET:
        said = said.split("\n")[0]  # asyncio goes on with the repr of a task, and of the exception in it
    record.msg, record.args, record.stack_info = said, None, None
    for name in record.__dict__.keys() - KNOWN:
        delattr(record, name)  # whatever a library adds would be written out whole
    return True


def _with_update(record: logging.LogRecord) -> str:
    """Each part before, between and after the numbers of updates is blacked out by itself."""
    given = list(record.args) if isinstance(record.args, tuple) else []
    said = []
    for part in str(record.msg).split(UPDATE):
        own, given = given[: (number := len(CONVERSION.findall(part.replace("%%", ""))))], given[number:]
        said.append(clean(part % tuple(own)))
        said += [f"update {given.pop(0):d}"] if given else []
    return "".join(said)


def clean(text: str) -> str:
    for pattern, word in ((TOKEN, "<token>"), (EMAIL, "<e-mail>"), (LONG_NUMBER, "<number>")):
        text = pattern.sub(word, text)
    return text


def _frames(error: BaseException | None, trace: TracebackType | None) -> str:
    # Neither the message of an exception nor source lines: both can quote what somebody typed.
    lines = [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(trace)]
    return "\n".join([type(error).__name__, *lines])


class _Discreet(logging.Formatter):
    def formatException(self, ei: Any) -> str:  # noqa: N802
        return _frames(ei[1], ei[2])


class Lines(_Discreet):
    """For people."""


class JsonLines(_Discreet, JsonFormatter):
    """For machines."""
