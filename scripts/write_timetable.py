"""Writes docs/timetable.md, what the bot does by itself and when, from the code: write_timetable.py [OUT]."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from importlib import import_module
from inspect import getdoc
from pathlib import Path
from typing import Any, cast

from bot.channels.telegram import membership
from bot.channels.telegram.abilities import TELEGRAM
from bot.channels.telegram.pace import BULK_INTERVAL_SECONDS
from bot.config.installation import make_installation
from bot.config.setting_types import UNITS
from bot.config.settings import Settings
from bot.domain import announcement, erasure, retention, schedule
from bot.domain.time import DAY, SECOND, Span
from bot.domain.working_calendar import Hours
from bot.health import time_check
from bot.jobs import BATCH_SIZE, watch
from bot.jobs.sweeps import Needs, assemble_sweeps
from bot.jobs.timetable import REST_SECONDS

TARGET = Path(__file__).parents[1] / "docs" / "timetable.md"
HEAD = """# The timetable

Everything the bot does by itself, and when. Made from the code by `make timetable`; a test keeps it true.

Deadlines are columns of the database; each job below looks for what is due at the start and then every
`SWEEP_INTERVAL` ({sweep}), so what is late runs late, never not at all. A transaction takes {batch} persons or leads;
a job that took a full batch runs again after {rest:g} s; what time alone has brought is sent to {rate:.0f} people a
second at most. A job that has not succeeded for two intervals is told of once, in the log and in the staff group, and
makes the bot not ready. Working time is `WORKING_HOURS` ({working}) from Monday to Friday in `TIMEZONE` ({zone}),
without the public holidays of Kazakhstan and `EXTRA_HOLIDAYS`, with `EXTRA_WORKDAYS`; `QUIET_HOURS` ({quiet}) are
those in which no person is reminded or asked, nor sent an announcement.

While the clock of the machine differs from Telegram's by more than {tolerance}, and before Telegram has first answered,
nothing is destroyed because it is time (`docs/decisions/clock.md`): these jobs wait, and somebody is told: {waiting}.
Before the first answer nobody is reminded or warned of anything either. What people wish for is destroyed all the same.

| job | what it does | settings |
|---|---|---|
"""
DELETABLE = cast(Span, TELEGRAM.deletable_for)
PERIODS = (
    (
        erasure.SHOWN_FOR,
        "an answer to `/my_data` and an exported file leave the chat by themselves, an export leaves the disk",
    ),
    (DELETABLE, "messages younger than this are deleted at an erasure; older ones of the bot are rewritten"),
    (retention.SEEN_UPDATES, "the id of an update that had effects is kept, so that a repeated one has none"),
    (retention.KEYS_IN_BACKUPS, "copies of keys in backups are to be destroyed by then"),
    (schedule.WARN_BEFORE_END, "before its end staff hear of an open lead"),
    (announcement.PREVIEW_VALID_FOR, "an announcement can be confirmed after its preview"),
    (membership.REMEMBER_SECONDS * SECOND, "membership of the staff group is remembered"),
    (watch.NOTE_EVERY, "between notes on disk that a job succeeds"),
)


def compose() -> str:
    """The page, in Markdown."""
    settings = Settings(_env_file=None)  # type: ignore[call-arg]
    shown = {name.upper(): _show(getattr(settings, name)) for name in Settings.model_fields}
    nothing = cast(Any, None)  # the jobs are listed, not run
    sweeps = assemble_sweeps(make_installation(settings, nothing, nothing, nothing), nothing)
    head = HEAD.format(
        sweep=shown["SWEEP_INTERVAL"],
        batch=BATCH_SIZE,
        rest=REST_SECONDS,
        rate=1 / BULK_INTERVAL_SECONDS,
        working=shown["WORKING_HOURS"],
        zone=shown["TIMEZONE"],
        quiet=shown["QUIET_HOURS"],
        tolerance=exactly(time_check.TOLERANCE),
        waiting=_named(name for name, sweep in sweeps.items() if sweep.needs is Needs.RIGHT_CLOCK),
    )
    rows = "".join(_row(name, shown) for name in sweeps)
    periods = "".join(f"| {exactly(span)} | {what} |\n" for span, what in PERIODS)
    return f"{head}{rows}\nPeriods that nobody can set:\n\n| how long | what |\n|---|---|\n{periods}"


def _row(name: str, shown: dict[str, str]) -> str:
    policy = " ".join((getdoc(import_module(f"bot.jobs.{name}")) or "").split())
    told = policy.replace("RULES", " ".join(rule.setting for rule in retention.RULES if rule.is_personal))
    named = [setting for setting in shown if re.search(rf"\b{setting}\b", told)]
    settings = ", ".join(f"`{setting}` = {shown[setting]}" for setting in named)
    return f"| `{name}` | {policy} | {settings} |\n"


def _named(jobs: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in jobs)


def exactly(span: Span) -> str:
    """`span` in the largest units of settings; one day is written as 24 hours."""
    if span == DAY:
        return "24h"
    parts = []
    for unit, size in sorted(UNITS.items(), key=lambda known: known[1], reverse=True):
        number, span = span // size, span % size
        parts += [f"{number}{unit}"] * bool(number)
    return " ".join(parts)


def _show(value: object) -> str:
    """The value as a setting writes it."""
    match value:
        case Hours():
            return "-".join(f"{minute // 60:02}:{minute % 60:02}" for minute in (value.start, value.end))
        case tuple():
            return ",".join(map(_show, value))
        case bool() | str():
            return str(value)
        case int():
            return exactly(Span(value))
        case _:
            return ""


if __name__ == "__main__":
    (Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET).write_text(compose(), "utf-8")
