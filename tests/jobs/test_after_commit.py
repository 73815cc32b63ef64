"""Does everything that follows a commit happen, even if the first try fails?"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.domain.time import MINUTE, Moment
from bot.jobs.after_commit import RETRY_SECONDS, AfterCommit
from bot.jobs.sweeps import FINISH_ERASURES
from bot.jobs.timetable import Timetable
from bot.jobs.triggers import Scheduler
from bot.jobs.watch import Watch
from bot.machine import SYSTEM
from storage.news import News
from storage.statements import StorageUnavailable
from storage.store import Store


class Diary:
    """Records what happened, in order. Moving in fails as often as it is told to."""

    def __init__(self, failures: int = 0) -> None:
        self.lines: list[str] = []
        self.failures = failures
        self.written = asyncio.Event()

    def write(self, line: str) -> None:
        self.lines.append(line)
        self.written.set()

    async def destroy(self) -> Counter[str]:
        self.write("destroyed")
        return Counter()

    def deliver(self) -> None:
        self.write("delivered")

    async def move_in(self) -> None:
        if self.failures:
            self.failures -= 1
            raise StorageUnavailable("SQLITE_BUSY")
        self.write("moved in")

    async def sleep(self, seconds: float) -> None:
        self.write(f"slept {seconds:g}")

    async def reaches(self, number: int) -> list[str]:
        async with asyncio.timeout(5):
            while len(self.lines) < number:
                self.written.clear()
                await self.written.wait()
        return self.lines


@asynccontextmanager
async def at_work(store: Store, diary: Diary) -> AsyncIterator[None]:
    watch = Watch(store, MINUTE, lambda: Moment(1_795_000_000_000), time.monotonic)
    timetable = Timetable({FINISH_ERASURES: diary.destroy}, 3600, watch, Scheduler(), SYSTEM)
    follows = AfterCommit(store.bulletin, timetable, diary.deliver, diary.move_in, diary.sleep)
    parts = {**follows.of_leader(), **follows.of_everybody()}
    tasks = [asyncio.create_task(part(), name=name) for name, part in parts.items()]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await timetable.stop()


async def test_each_news_has_what_follows_it(store: Store) -> None:
    for news, line in ((News.ERASURE_REQUESTED, "destroyed"), (News.FACT_TO_TELL, "delivered")):
        diary = Diary()
        async with at_work(store, diary):
            store.bulletin.post([news])
            assert await diary.reaches(1) == [line]


async def test_a_connected_group_is_moved_into_until_it_succeeds_and_then_told_what_waits(store: Store) -> None:
    diary = Diary(failures=2)
    async with at_work(store, diary):
        store.bulletin.post([News.GROUP_CHANGED])
        assert await diary.reaches(4) == [f"slept {RETRY_SECONDS:g}"] * 2 + ["moved in", "delivered"]
