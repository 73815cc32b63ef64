"""Says when it is time for a job. APScheduler does only that; the database knows what is due.

The library uses the clock of the machine. If that is set back, it waits for hours or days, so the timetable checks it
by the monotonic clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Protocol

from apscheduler.executors.debug import DebugExecutor
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger


class Triggers(Protocol):
    """Calls a function for each job, once an interval."""

    def start(self, names: Iterable[str], interval: float, say: Callable[[str], None]) -> None:
        """Begin to call `say` with each name; the first time is `interval` seconds from now."""

    def restart(self, name: str) -> None:
        """Set the next time of this job to one interval from now."""

    def stop(self) -> None:
        """Stop calling. May be called repeatedly, and before `start`."""


class Scheduler:
    """Triggers that use the clock of the machine."""

    def __init__(self) -> None:
        # The library's defaults drop a job that is a second late (docs/facts/reliability.md 5).
        defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        # Its usual executor calls in a thread or a task, and logs an error if it is stopped before the task has begun.
        at_once = {"default": DebugExecutor()}
        self._library = AsyncIOScheduler(executors=at_once, timezone="UTC", job_defaults=defaults)
        self._interval = 0.0

    def start(self, names: Iterable[str], interval: float, say: Callable[[str], None]) -> None:
        self._interval = interval
        for name in names:
            self._library.add_job(say, Every(interval), args=[name], id=name)
        self._library.start()

    def restart(self, name: str) -> None:
        self._library.reschedule_job(name, trigger=Every(self._interval))

    def stop(self) -> None:
        if self._library.running:
            self._library.shutdown(wait=False)


class Every(BaseTrigger):  # type: ignore[misc]
    """Fires an interval from now, however far the clock was set; the library's own trigger counts every missed time."""

    def __init__(self, seconds: float) -> None:
        self._span = timedelta(seconds=seconds)

    def get_next_fire_time(self, _previous: datetime | None, now: datetime) -> datetime:
        return now + self._span
