"""Does a job run until nothing is due, with pauses for conversations, and does a stop end it?"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from bot.domain.time import MINUTE, Moment
from bot.jobs import BATCH_SIZE, MORE_DUE
from bot.jobs.timetable import Timetable
from bot.jobs.triggers import Scheduler
from bot.jobs.watch import Watch
from bot.machine import SYSTEM
from bot.running_parts import Patience
from storage.store import Store


class Work:
    """A job with so much due; each run takes one batch."""

    def __init__(self, due: int, *, breaks_at: int = -1) -> None:
        self.due = due
        self.runs = 0
        self.breaks_at = breaks_at

    async def __call__(self) -> Counter[str]:
        self.runs += 1
        if self.runs == self.breaks_at:
            raise OSError("as told")
        taken = min(self.due, BATCH_SIZE)
        self.due -= taken
        return +Counter({"done": taken, MORE_DUE: taken == BATCH_SIZE})


class Endless(Work):
    """A job whose first run ends at once, and any other when `ends` is set."""

    def __init__(self) -> None:
        super().__init__(0)
        self.ends = asyncio.Event()
        self.broken_off = 0

    async def __call__(self) -> Counter[str]:
        self.runs += 1
        try:
            if self.runs > 1:
                await self.ends.wait()
        except asyncio.CancelledError:
            self.broken_off += 1
            raise
        return Counter()


@asynccontextmanager
async def at_work(store: Store, work: Work, interval: float) -> AsyncIterator[Timetable]:
    watch = Watch(store, MINUTE, lambda: Moment(1_795_000_000_000), time.monotonic)
    timetable = Timetable({"work": work}, interval, watch, Scheduler(), SYSTEM)
    await timetable.start()
    await timetable.catch_up()
    yield timetable
    await timetable.stop()


async def until(is_true: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not is_true():  # noqa: ASYNC110 (a job that counts tells nobody)
            await asyncio.sleep(0.005)


async def test_what_one_run_does_not_take_the_next_ones_do_before_the_interval_is_over(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.jobs.timetable.REST_SECONDS", 0.01)  # seconds
    work = Work(5 * BATCH_SIZE + 3)
    async with at_work(store, work, 3600):
        assert work.runs == 1  # a start does not wait until all is done
        await until(lambda: work.due == 0)
        assert work.runs == 6


async def test_what_is_not_a_full_batch_is_looked_for_again_only_after_the_interval(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.jobs.timetable.REST_SECONDS", 0.0)
    work = Work(BATCH_SIZE - 1)
    async with at_work(store, work, 0.2):
        await until(lambda: work.runs == 2)
        await asyncio.sleep(0.05)
        assert work.runs == 2


async def test_a_job_that_fails_in_between_waits_for_the_interval(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.jobs.timetable.REST_SECONDS", 0.0)
    work = Work(10 * BATCH_SIZE, breaks_at=4)
    async with at_work(store, work, 0.3):
        await until(lambda: work.runs == 4)
        await asyncio.sleep(0.05)
        assert work.runs == 4
        await until(lambda: work.due == 0)


async def test_a_stop_waits_for_the_run_under_way_and_for_no_other(store: Store) -> None:
    work = Work(1000 * BATCH_SIZE)
    async with at_work(store, work, 0.05) as timetable:
        await until(lambda: work.runs == 2)
        async with asyncio.timeout(0.5):  # less than the rest
            await timetable.stop()
        assert work.runs == 2


async def test_a_wish_does_not_wait_for_the_rest(store: Store) -> None:
    work = Work(1000 * BATCH_SIZE)
    async with at_work(store, work, 0.05) as timetable:
        await until(lambda: work.runs == 2)
        timetable.run_now("work")
        async with asyncio.timeout(0.5):  # less than the rest
            await until(lambda: work.runs == 3)
        assert work.runs == 3


async def test_a_stop_breaks_off_a_run_that_does_not_end_and_a_second_signal_does_at_once(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for seconds, hurries in ((0.05, False), (3600.0, True)):
        monkeypatch.setattr("bot.jobs.timetable.STOP_SECONDS", seconds)
        work, patience = Endless(), Patience(SYSTEM.timer, 3600.0)
        async with at_work(store, work, 3600) as timetable:
            timetable.run_now("work")
            await until(lambda work=work: work.runs == 2)  # type: ignore[misc]
            stopping = asyncio.create_task(timetable.stop(patience))
            if hurries:
                await asyncio.sleep(0)
                patience.hurry()
            await asyncio.wait_for(stopping, 5)
            assert work.broken_off == 1


async def test_a_run_that_was_broken_off_leaves_the_job_to_the_next_start(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.jobs.timetable.STOP_SECONDS", 0.0)
    work = Endless()
    async with at_work(store, work, 3600) as timetable:
        timetable.run_now("work")
        await until(lambda: work.runs == 2)
        await timetable.stop()
        work.ends.set()
        await timetable.start()
        await timetable.catch_up()
        assert work.runs == 3
