"""What the process that leads does besides answering: how that begins, and how it ends."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import suppress
from typing import Any

from bot.domain.time import NO_TIME, Span
from bot.jobs.settle_keys import MIN_AGE, settle_keys
from bot.jobs.sweeps import FINISH_ERASURES
from bot.jobs.timetable import Timetable
from bot.machine import Clock
from bot.running_parts import RunningParts
from storage.statements import StorageError
from storage.store import Store

WATCH = "watch"
Duties = Mapping[str, Coroutine[Any, Any, None]]


class Leadership:
    """Begins and ends the duties of a leader."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        timetable: Timetable,
        meet_messenger: Callable[[RunningParts], Awaitable[None]],
        duties: Callable[[], Duties],
        hand_over: Callable[[], Awaitable[None]],
    ) -> None:
        """`store` is the leader's: what is written through it relies on its term. `meet_messenger` returns once the
        messenger answers; nothing is sent before. `duties` are the parts that only a leader runs, by name;
        `hand_over` ends what they have in hand."""
        self._store, self._clock, self._timetable = store, clock, timetable
        self._meet_messenger, self._duties, self._hand_over = meet_messenger, duties, hand_over
        self._begun: list[str] = []

    @property
    def leads(self) -> bool:
        """Whether this process leads now, or begins to."""
        return bool(self._begun)

    async def begin_alone(self, parts: RunningParts, younger: Span = NO_TIME) -> None:
        """Finish what an earlier leader left unfinished; from then on deliver, sweep and watch.

        Keys `younger` than this may be about to get their rows from another process.
        """
        await self._store.drop_spent_keys()
        await settle_keys(self._store, self._clock, younger=younger)
        await self._timetable.start()
        await self._timetable.sweep(FINISH_ERASURES)
        self._start(parts, {WATCH: self._timetable.watch()})
        await self._meet_messenger(parts)
        await self._timetable.catch_up()
        self._start(parts, self._duties())

    async def begin_among_others(self, parts: RunningParts) -> None:
        """The same, in a term of its own, which ends that of an earlier leader."""
        await self._store.term.begin(self._store.engine)
        await self.begin_alone(parts, MIN_AGE)

    async def end(self, parts: RunningParts) -> None:
        """Another process may lead when this returns. What is under way is finished or can be repeated."""
        await self._timetable.stop()
        while self._begun:
            await parts.stop(self._begun.pop())
        await self._hand_over()
        await self.resign()

    async def resign(self) -> None:
        """Say that nothing is in hand, so that the next leader need not wait; unless storage is away."""
        with suppress(StorageError):
            await self._store.term.resign(self._store.engine)

    def _start(self, parts: RunningParts, duties: Duties) -> None:
        for name, duty in duties.items():
            parts.start(name, duty)
            self._begun.append(name)
