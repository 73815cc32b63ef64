"""Composes the lines of the log. They may hold names of events, counts and numbers of updates, but no personal data
and no token.

Our own code logs nothing else. What is done here is the last guard against libraries and bugs.
"""

from __future__ import annotations

import logging
import re
import traceback
from datetime import datetime, tzinfo
from functools import lru_cache

from orjson import dumps

TOKEN = re.compile(r"\d{3,}:[A-Za-z0-9_-]{20,}")
LONG_NUMBER = re.compile(r"(?<![\w.-])\+?\d(?:[ ()-]{0,2}\d){8,}")
"""Nine or more digits: a phone, an IIN, a card, a Telegram id."""
EMAIL = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+\.\w+")
SUSPICIOUS = re.compile(r"@|\d{3}:|\d(?:[ ()-]{0,2}\d){8}")
"""Stands in whatever one of the three finds."""
UPDATE = "update %d"
"""In our own lines the number of an update stands here. It may be logged: it grows by one with each update and names
nobody."""
OURS = ("bot", "handlers", "storage")
CONVERSION = re.compile(r"%[^a-z%]*[a-z]", re.IGNORECASE)
WARNING = re.compile(r"\S+:\d+: \w+")
"""The place and the kind of a warning of Python; its words can quote what somebody typed."""
WORDS = re.compile(r"[A-Za-z' ]+")
"""The beginning of a line of asyncio; what follows is the repr of a task or a callback, with everything in it."""

Fields = dict[str, str | float]
"""What a line of our own says for programs: words of the code and numbers, passed as `extra={"fields": …}`."""


class Lines(logging.Formatter):
    """What both forms have in common."""

    def __init__(self, zone: tzinfo) -> None:
        super().__init__()
        self._zone = zone
        self._second, self._around = -1, ("", "")

    def time_of(self, record: logging.LogRecord) -> str:
        """ISO 8601 with the offset from UTC: a log is read on other machines too."""
        if (second := int(record.created)) != self._second:
            written = datetime.fromtimestamp(second, self._zone).isoformat()
            self._second, self._around = second, (written[:19], written[19:])
        return f"{self._around[0]}.{int(record.msecs):03d}{self._around[1]}"


class TextLines(Lines):
    """For people: time, level, place in the code, what happened."""

    def format(self, record: logging.LogRecord) -> str:
        line = f"{self.time_of(record)} {record.levelname} {record.name} {compose_message(record)}"
        return f"{line}\n{_error_of(record)}" if record.exc_info and record.exc_info[0] else line


class JsonLines(Lines):
    """For machines: an object a line. docs/operator/logs.md names its fields."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": self.time_of(record),
            "level": record.levelname,
            "logger": record.name,
            "event": name_of_event(record),
            "message": compose_message(record),
            **(record.__dict__.get("fields", {}) if is_ours(record.name) else {}),
        }
        if is_ours(record.name) and (numbers := _updates_of(record)):
            line["update"] = numbers[0]
        if error := _error_of(record):
            line["error"] = error
        return dumps(line, default=str).decode()


@lru_cache(maxsize=1000)
def is_ours(logger: str) -> bool:
    return logger.partition(".")[0] in OURS


def compose_message(record: logging.LogRecord) -> str:
    """The message of a record, in which whatever looks personal is blacked out. The record stays as it is."""
    message = str(record.msg)
    if is_ours(record.name):
        return _with_updates(record) if UPDATE in message else black_out(record.getMessage())
    if record.name == "py.warnings":
        found = WARNING.search(record.getMessage())
        return found[0] if found else "a warning of Python"
    if record.name == "asyncio":
        found = WORDS.match(message)
        return found[0].strip() if found else "a line of asyncio"
    return black_out(message.partition("\n")[0])  # without what the library fills in


def name_of_event(record: logging.LogRecord) -> str:
    """`update_ended_in_a_bug`: what stays the same in all lines of this kind."""
    if not is_ours(record.name):
        return record.name
    return _slug(str(record.msg)) or record.name.rpartition(".")[2]


@lru_cache(maxsize=1000)
def _slug(template: str) -> str:
    clause = re.split(r"[:;,(]", CONVERSION.sub(" ", black_out(template)), maxsplit=1)[0]
    return "_".join(re.findall(r"[a-z]+", clause.lower()))


def _updates_of(record: logging.LogRecord) -> list[int]:
    """The numbers of the updates that the line names, in their order."""
    given = list(record.args) if isinstance(record.args, tuple) else []
    found = []
    for _, number in _parts(str(record.msg))[:-1]:
        given = given[number:]
        found += [int(str(given.pop(0)))]
    return found


def _with_updates(record: logging.LogRecord) -> str:
    """The message, in which all parts except the numbers of updates are blacked out where they look personal."""
    given = record.args if isinstance(record.args, tuple) else ()
    said, first = "", 0
    for part, number in _parts(str(record.msg)):
        end = first + number
        if part:
            said += black_out(part % given[first:end])
        if end < len(given):
            said += f"update {given[end]:d}"
        first = end + 1
    return said


@lru_cache(maxsize=1000)
def _parts(template: str) -> tuple[tuple[str, int], ...]:
    """What stands around the numbers of updates, and how many values are filled in there."""
    parts = template.split(UPDATE)
    return tuple((part, len(CONVERSION.findall(part.replace("%%", "")))) for part in parts)


def black_out(text: str) -> str:
    if not SUSPICIOUS.search(text):  # as most lines are; one search costs less than three replacements
        return text
    for pattern, word in ((TOKEN, "<token>"), (EMAIL, "<e-mail>"), (LONG_NUMBER, "<number>")):
        text = pattern.sub(word, text)
    return text


def describe_error(error: BaseException | None) -> str:
    """The kind of an error and the way to it. Without its message, source lines and local variables: all of them can
    quote what a person typed."""
    frames = traceback.extract_tb(error.__traceback__ if error else None)
    lines = [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
    return "\n".join([type(error).__name__, *lines])


def _error_of(record: logging.LogRecord) -> str:
    return describe_error(record.exc_info[1]) if record.exc_info and record.exc_info[0] else ""
