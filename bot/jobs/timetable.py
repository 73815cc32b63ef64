"""Runs the jobs once an interval. `triggers.py` says when; the database knows what is due."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Any

from bot.health.lasting_lines import LastingLines
from bot.health.tally import Tally
from bot.jobs import MORE_DUE, Job
from bot.jobs.kept_from_work import KeptFromWork
from bot.jobs.triggers import Triggers
from bot.jobs.watch import MISSED_INTERVALS, Watch
from bot.machine import Machine
from bot.running_parts import Patience
from storage.statements import StorageError

log = logging.getLogger(__name__)
DONE, NOT_DONE = "jobs done", "jobs not done"
NOTES = "note_successes"
"""The job of all jobs: to write down which of them succeeded."""
STOP_SECONDS = 3.0
REST_SECONDS = 1.0  # between two runs of a job that found a full batch; conversations go on meanwhile


class Timetable:
    """Runs every job at the start and once an interval, each until nothing is due. A failing job stops no other."""

    def __init__(
        self,
        jobs: Mapping[str, Job],
        interval: float,
        watch: Watch,
        triggers: Triggers,
        machine: Machine,
        may_run: Callable[[str], bool] = lambda job: True,
        tally: Tally | None = None,
    ) -> None:
        """`interval` is in seconds. A job for which `may_run` is False waits for the next interval."""
        self._jobs = jobs
        self._interval = interval
        self._triggers = triggers
        self._timer, self._sleep = machine.timer, machine.sleep
        self._may_run = may_run
        self._triggered: dict[str, float] = {}
        self._watch = watch
        self._running: dict[str, asyncio.Lock] = {name: asyncio.Lock() for name in jobs}
        self._begun: set[asyncio.Task[Any]] = set()
        self._draining: set[str] = set()
        self._stopping = asyncio.Event()
        self._lines = LastingLines(log, machine.timer)
        self._kept = KeptFromWork(log, machine.timer)
        self._tally = tally or Tally()
        self._tally.expect(DONE, NOT_DONE)

    async def start(self) -> None:
        """Begin to run each job once an interval; also again after `stop`."""
        self._stopping.clear()
        await self._watch.begin(self._jobs)
        self._triggered = dict.fromkeys(self._jobs, self._timer())
        self._triggers.start(self._jobs, self._interval, self._trigger)

    async def watch(self) -> None:
        """Check once an interval that jobs run and succeed, by the monotonic clock; until cancelled."""
        while True:
            await self._sleep(self._interval)
            self._wake_triggers()
            await self._watch.look()

    def _wake_triggers(self) -> None:
        asleep = [
            name for name, at in self._triggered.items() if self._timer() - at > MISSED_INTERVALS * self._interval
        ]
        if asleep:
            log.warning("%d jobs were not run when it was time (has the clock been set?); they run now", len(asleep))
        for name in asleep:
            self._triggers.restart(name)
            self._begin(name)

    def _trigger(self, name: str) -> None:
        self._triggered[name] = self._timer()
        self._begin(name)

    async def catch_up(self) -> None:
        """Run every job once, in order; what is left is done in the background."""
        for name in await self.sweep_all():
            self._begin(name)

    async def sweep_all(self) -> list[str]:
        """Run every job once, in order; return the names of those that have more to do."""
        more = [name for name in self._jobs if await self._run(name)]
        await self._write_notes()
        return more

    async def stop(self, patience: Patience | None = None) -> None:
        """Begin no new run, and wait for those that have begun, STOP_SECONDS at most. The next start goes on with what
        is broken off then, as after a death."""
        self._stopping.set()
        self._triggers.stop()
        await (patience or Patience(self._timer)).let_finish(self._begun, STOP_SECONDS)
        self._watch.end()

    def run_now(self, name: str) -> None:
        """Run one job at once. After `stop` nothing is run; the next start does it."""
        if not self._stopping.is_set():
            self._track(asyncio.create_task(self.sweep(name)))

    def _begin(self, name: str) -> None:
        # A separate task: APScheduler would cancel a run in the middle when it is shut down.
        if name not in self._draining and not self._stopping.is_set():
            self._track(asyncio.create_task(self._drain(name)))

    async def _drain(self, name: str) -> None:
        """Run a job until nothing is due."""
        self._draining.add(name)
        try:
            while not self._stopping.is_set() and await self.sweep(name):
                await self._rest()
        finally:
            self._draining.discard(name)

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(REST_SECONDS):
                await self._stopping.wait()
        except TimeoutError:
            return

    def _track(self, task: asyncio.Task[Any]) -> None:
        self._begun.add(task)
        task.add_done_callback(self._begun.discard)

    async def sweep(self, name: str) -> bool:
        """Run one job, never twice at the same time; return whether more may be due."""
        more = await self._run(name)
        await self._write_notes()
        return more

    async def _write_notes(self) -> None:
        try:
            await self._watch.write()
            self._kept.release(NOTES)
        except StorageError as error:
            self._kept.keep(NOTES, error)

    async def _run(self, name: str) -> bool:
        async with self._running[name]:
            if not self._may_run(name):
                self._watch.excuse(name)
                return False
            try:
                counts = await self._jobs[name]()
                self._watch.succeed(name)
                self._kept.release(name)
            except StorageError as error:
                self._kept.keep(name, error)
                return False
            except Exception:
                self._lines.say(logging.ERROR, f"{name} failed; it is tried again at the next sweep", exc_info=True)
                self._tally.add(NOT_DONE)
                return False
        more = bool(counts.pop(MORE_DUE, 0))
        self._tally.add(DONE)
        for outcome, count in counts.items():
            self._tally.add(f"{name} {outcome}", count)
        if counts:
            log.info("%s: %s", name, ", ".join(f"{count} {outcome}" for outcome, count in sorted(counts.items())))
        return more
