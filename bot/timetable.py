"""What happens when, without anybody asking? APScheduler only triggers; what is due, the database knows."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.jobs import MORE, Job
from bot.watch import Watch
from storage.statements import StorageError

log = logging.getLogger(__name__)
REST = 1.0  # seconds between two runs of a job that has found a full batch; conversations go on meanwhile


class Timetable:
    """Runs every sweep at start and then each interval, and again until nothing is left that is due; a failing one
    never stops the others."""

    def __init__(
        self, jobs: Mapping[str, Job], interval: float, watch: Watch, swept: Callable[[], None] = lambda: None
    ) -> None:
        """`interval` seconds; `swept` is called when a job has done anything."""
        self._jobs = jobs
        self._watch = watch
        self._swept = swept
        self._running: dict[str, asyncio.Lock] = {name: asyncio.Lock() for name in jobs}
        self._begun: set[asyncio.Task[Any]] = set()
        self._draining: set[str] = set()
        self._stopping = asyncio.Event()
        # The library's defaults drop a job that is a second late (facts/reliability.md 5).
        defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        self._scheduler = AsyncIOScheduler(timezone="UTC", job_defaults=defaults)
        for name in jobs:
            self._scheduler.add_job(self._begin, "interval", seconds=interval, args=[name], id=name)
        self._scheduler.add_job(self._look, "interval", seconds=interval, id="watch")

    async def start(self) -> None:
        """From now on each job runs once an interval."""
        await self._watch.begin(self._jobs)
        self._scheduler.start()

    async def catch_up(self) -> None:
        """Run every job once, in order; what they leave is done while everything else goes on."""
        for name in await self.sweep_all():
            await self._begin(name)

    async def sweep_all(self) -> list[str]:
        """Run every job once, in order; which of them have more to do than one run takes."""
        return [name for name in self._jobs if await self.sweep(name)]

    async def stop(self) -> None:
        """No new sweep begins; those that have begun are finished."""
        self._stopping.set()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        while self._begun:
            await asyncio.wait(self._begun)

    def hurry(self, name: str, then: Callable[[], None]) -> None:
        """Run one sweep at once, and `then` when it is through; after the stop the next start does it."""
        if not self._stopping.is_set():
            self._track(asyncio.create_task(self.sweep(name))).add_done_callback(lambda _: then())

    async def _begin(self, name: str) -> None:
        # A task of our own: the scheduler would cancel a sweep in the middle when it is shut down.
        if name not in self._draining and not self._stopping.is_set():
            self._track(asyncio.create_task(self._drain(name)))

    async def _drain(self, name: str) -> None:
        """Sweep until nothing is left that is due."""
        self._draining.add(name)
        try:
            while not self._stopping.is_set() and await self.sweep(name):
                await self._rest()
        finally:
            self._draining.discard(name)

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(REST):
                await self._stopping.wait()
        except TimeoutError:
            return

    async def _look(self) -> None:
        self._track(asyncio.create_task(self._watch.look()))

    def _track(self, task: asyncio.Task[Any]) -> asyncio.Task[Any]:
        self._begun.add(task)
        task.add_done_callback(self._begun.discard)
        return task

    async def sweep(self, name: str) -> bool:
        """Run one sweep now, never two of the same at once; whether more may be due than one takes."""
        async with self._running[name]:
            try:
                counts = await self._jobs[name]()
                await self._watch.note(name)
            except StorageError as error:
                log.error("%s could not be done: %s; it is tried again at the next sweep", name, error)
                return False
            except Exception:
                log.exception("%s failed; it is tried again at the next sweep", name)
                return False
        more = bool(counts.pop(MORE, 0))
        if counts:
            self._swept()
            log.info("%s: %s", name, ", ".join(f"{count} {outcome}" for outcome, count in sorted(counts.items())))
        return more
