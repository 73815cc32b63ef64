"""An event loop that never waits in vain: when nobody outside can wake it, its time leaps to the next timer.

Outside are sockets and pipes that the loop watches, threads of its executor, and whatever `somebody_outside` says.
While there is somebody, time passes as usual; while there is nobody, it stands still except for the leaps.
"""

from __future__ import annotations

import asyncio
import selectors
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Any, TypeVar, TypeVarTuple, Unpack

from simulator.state.clock import SimulatedClock
from tests.quick_loop import QuickLoop

Result = TypeVar("Result")
Given = TypeVarTuple("Given")
LAST_RESORT_SECONDS = 30.0
"""How long the loop waits, when it has no timer, for a thread that nobody has told it of."""
LOOK_EVERY = 64
"""While nobody is outside, only a signal can come in; the loop looks for one each so many turns."""
UP_SECONDS = 1_000_000.0
"""The machine seems to be up for days, as most are."""
OWN_SOCKETS = 1
"""Every loop watches a socket through which other threads wake it."""


class Stuck(Exception):
    """All tasks wait, nobody outside can wake them, and there is no timer."""


class _Selector(selectors.DefaultSelector):
    loop: LeapingLoop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if self.loop.is_watched():
            return super().select(timeout)
        if timeout is None:
            if not (found := super().select(LAST_RESORT_SECONDS)):
                raise Stuck
            return found
        self.loop.leap(timeout)
        return super().select(0)


class LeapingLoop(QuickLoop, asyncio.SelectorEventLoop):
    """For tests that run the whole bot in one thread. With a server beside it, it is an ordinary loop."""

    def __init__(self) -> None:
        self._seconds = UP_SECONDS
        self._watched_since: float | None = None
        """When it last looked at the clock, while somebody outside could wake it."""
        self._unseen = 0
        self.outside = 0
        """Those outside whom it cannot see by itself."""
        self._watching = _Selector()
        self._watching.loop = self
        # What stands behind `get_map()`, which counts by two calls of Python; it is asked for millions of times.
        self._watched: dict[int, object] = vars(self._watching)["_fd_to_key"]
        super().__init__(self._watching)

    def time(self) -> float:
        if self.outside <= 0 and len(self._watched) <= OWN_SOCKETS:  # not `is_watched`; this saves a call
            self._watched_since = None
            return self._seconds
        now = time.monotonic()
        if self._watched_since is not None:
            self._seconds += now - self._watched_since
        self._watched_since = now
        return self._seconds

    def leap(self, seconds: float) -> None:
        self._seconds += seconds

    def is_still(self) -> bool:
        if self.outside > 0 or len(self._watched) > OWN_SOCKETS:  # not `is_watched`; this saves a call
            return False
        self._unseen = (self._unseen + 1) % LOOK_EVERY
        return self._unseen > 0

    def is_watched(self) -> bool:
        """Whether somebody outside can wake the loop."""
        return self.outside > 0 or len(self._watched) > OWN_SOCKETS

    def run_in_executor(
        self, executor: Executor | None, func: Callable[[Unpack[Given]], Result], *args: *Given
    ) -> asyncio.Future[Result]:
        self.outside += 1
        future = super().run_in_executor(executor, func, *args)
        future.add_done_callback(self._is_back)
        return future

    def _is_back(self, _: object) -> None:
        self.outside -= 1


@contextmanager
def somebody_outside() -> Iterator[None]:
    """While a process or a thread is at work of which the loop does not know."""
    loop: Any = asyncio.get_running_loop()
    if not isinstance(loop, LeapingLoop):
        yield
        return
    loop.outside += 1
    try:
        yield
    finally:
        loop.outside -= 1


def loop_time() -> float:
    """The timer of a machine that sleeps by the loop."""
    return asyncio.get_running_loop().time()


class LoopClock(SimulatedClock):
    """A clock of the world that passes as the time of the loop does."""

    def __init__(self, start_ms: int | None = None) -> None:
        super().__init__(start_ms)
        self._start_ms = time.time_ns() // 1_000_000 if start_ms is None else start_ms
        self._loop = asyncio.get_running_loop()
        self._began = self._loop.time()

    def now_ms(self) -> int:
        return self._start_ms + int(1000 * (self._loop.time() + self._passed - self._began))

    def monotonic(self) -> float:
        return self._loop.time() + self._passed
