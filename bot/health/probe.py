"""Looks into the storage once in a while: what waits there, how long, and whether each file still answers.

Whoever asks for the state of the bot is told of the last look, so asking often costs nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping
from contextlib import suppress

from bot.domain.funnel import Stage
from bot.domain.small_cells import MIN_PEOPLE
from bot.domain.time import MINUTE, SECOND
from bot.machine import Clock, Monotonic, Sleep
from bot.refusal import REFUSALS, explain
from storage import backlog, daily_counts
from storage.statements import StorageError
from storage.store import Store

LOOK_EVERY_SECONDS = 15.0
WRITER_SECONDS = 10.0  # a file that another program holds is waited for 5 s
LATE_SECONDS = 10 * MINUTE / SECOND
TOLD_LATE = "what waits in the outbox waits for %d minutes; the log says why"
EVER = "0000-01-01"  # before any day


class Probe:
    """What was seen at the last look."""

    def __init__(self, store: Store, clock: Clock, monotonic: Monotonic, sleep: Sleep) -> None:
        self._store, self._clock = store, clock
        self._monotonic, self._sleep = monotonic, sleep
        self._oldest: tuple[int, float] | None = None  # number of a row, and when it was seen first
        self._writing: asyncio.Task[None] | None = None
        self._refusals: dict[str, str] = {}
        self.outbox: Mapping[str, int] = {}
        self.erasures = 0
        self.people: Mapping[str, int] = {}
        """By stage of the funnel, rounded down so that no difference of two numbers tells of fewer than MIN_PEOPLE."""

    async def run(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            with suppress(StorageError):  # it is told of where work is done
                await self.look()
            await self._sleep(LOOK_EVERY_SECONDS)

    async def look(self) -> None:
        """Raises StorageError if the database cannot be read."""
        await self._try("keystore", self._store.vault.is_new())
        await self._try("tombstones", self._store.tombstones.read())
        engine, now = self._store.engine, self._clock()
        self.outbox = await backlog.count_outbox(engine)
        self.erasures = await backlog.count_erasures(engine, now)
        reached = await daily_counts.since(engine, EVER, list(Stage))
        self.people = {stage: reached.get(stage, 0) // MIN_PEOPLE * MIN_PEOPLE for stage in Stage}
        oldest = await backlog.oldest_in_outbox(engine, now)
        if oldest is None or not self._oldest or self._oldest[0] != oldest:
            self._oldest = None if oldest is None else (oldest, self._monotonic())

    async def does_writer_answer(self) -> bool:
        """Whether a write is answered within WRITER_SECONDS, be it by a refusal."""
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        return bool((await asyncio.wait([self._writing], timeout=WRITER_SECONDS))[0])

    @property
    def outbox_seconds(self) -> float:
        """How long the oldest row waits, as far as this process has seen."""
        return self._monotonic() - self._oldest[1] if self._oldest else 0.0

    def late(self) -> list[str]:
        waits = self.outbox_seconds
        return [TOLD_LATE % (waits / 60)] if waits >= LATE_SECONDS else []

    def keystore(self) -> list[str]:
        return self._refused("keystore")

    def tombstones(self) -> list[str]:
        return self._refused("tombstones")

    async def _try(self, name: str, work: Awaitable[object]) -> None:
        self._refusals.pop(name, None)
        try:
            await work
        except REFUSALS as error:
            self._refusals[name] = explain(error)

    async def _write(self) -> None:
        with suppress(StorageError):
            await self._store.commit([backlog.NOTHING])

    def _refused(self, name: str) -> list[str]:
        return [self._refusals[name]] if name in self._refusals else []
