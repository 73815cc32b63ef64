"""Who says that it is time for a job? APScheduler, and that is all it does: what is due, the database knows.

The library goes by the clock of the machine. Where that is set back it waits for a time that comes again in hours or
days, so the timetable watches it by a clock that nobody can set.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Protocol

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger


class Triggers(Protocol):
    """Says of each job, once an interval, that it is time."""

    def start(self, names: Iterable[str], interval: float, say: Callable[[str], None]) -> None:
        """`interval` seconds; the first time is an interval from now."""

    def restart(self, name: str) -> None:
        """The next time of this job is an interval from now."""

    def stop(self) -> None:
        """Nothing is said any more. May be called again, and before the start."""


class Scheduler:
    """Triggers by the clock of the machine."""

    def __init__(self) -> None:
        # The library's defaults drop a job that is a second late (docs/facts/reliability.md 5).
        defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        self._library = AsyncIOScheduler(timezone="UTC", job_defaults=defaults)
        self._interval = 0.0

    def start(self, names: Iterable[str], interval: float, say: Callable[[str], None]) -> None:
        async def trigger(name: str) -> None:  # the library would run a plain function in a thread
            say(name)

        self._interval = interval
        for name in names:
            self._library.add_job(trigger, Every(interval), args=[name], id=name)
        self._library.start()

    def restart(self, name: str) -> None:
        self._library.reschedule_job(name, trigger=Every(self._interval))

    def stop(self) -> None:
        if self._library.running:
            self._library.shutdown(wait=False)


class Every(BaseTrigger):  # type: ignore[misc]
    """An interval from now, however far the clock has leapt: the library's own counts every time that was missed."""

    def __init__(self, seconds: float) -> None:
        self._span = timedelta(seconds=seconds)

    def get_next_fire_time(self, _previous: datetime | None, now: datetime) -> datetime:
        return now + self._span
