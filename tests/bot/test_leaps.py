"""Do jobs run each interval although the clock by which the library goes is set back or ahead?"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta, tzinfo

import apscheduler.schedulers.base
import pytest

from bot.domain.time import MINUTE, Moment
from bot.jobs.timetable import Timetable
from bot.jobs.triggers import Scheduler
from bot.jobs.watch import Watch
from bot.machine import SYSTEM
from storage.store import Store

INTERVAL = 0.1  # seconds
LEAPS = [timedelta(hours=-2), timedelta(days=-400), timedelta(hours=3), timedelta(days=365 * 30)]


class Wall(datetime):
    """The clock that the library reads."""

    set_by = timedelta()

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return datetime.now(tz) + cls.set_by  # noqa: TID251


class Count:
    def __init__(self) -> None:
        self.runs = 0

    async def __call__(self) -> Counter[str]:
        self.runs += 1
        return Counter()


@asynccontextmanager
async def at_work(store: Store, job: Count) -> AsyncIterator[None]:
    watch = Watch(store, MINUTE, lambda: Moment(1_795_000_000_000), time.monotonic)
    timetable = Timetable({"job": job}, INTERVAL, watch, Scheduler(), SYSTEM)
    await timetable.start()
    watching = asyncio.create_task(timetable.watch())
    try:
        yield
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        await timetable.stop()


async def more_runs(job: Count, number: int) -> None:
    wanted = job.runs + number
    async with asyncio.timeout(5):
        while job.runs < wanted:  # noqa: ASYNC110 (a job that counts tells nobody)
            await asyncio.sleep(0.005)


@pytest.mark.parametrize("leap", LEAPS)
async def test_after_a_leap_jobs_go_on_at_the_same_pace(
    store: Store, monkeypatch: pytest.MonkeyPatch, leap: timedelta
) -> None:
    monkeypatch.setattr(Wall, "set_by", timedelta())
    monkeypatch.setattr(apscheduler.schedulers.base, "datetime", Wall)
    job = Count()
    async with at_work(store, job):
        await more_runs(job, 2)
        began = job.runs, time.monotonic()
        Wall.set_by = leap
        await more_runs(job, 5)
        Wall.set_by = timedelta()
        await more_runs(job, 5)
        lasted = time.monotonic() - began[1]
        assert job.runs - began[0] <= lasted / INTERVAL * 2 + 4  # what was missed is not made up for one by one
