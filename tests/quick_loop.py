"""What asyncio does for each callback, in half the calls of Python, for loops on which no time passes.

Left out is what only its debug mode wants, and to look for events after every turn.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from contextvars import Context, copy_context
from heapq import heappop, heappush
from typing import Any

MANY_CANCELLED = 100
"""With more cancelled timers the library clears them away."""


class QuickLoop(asyncio.BaseEventLoop):
    """Mixed into a loop of the library; `is_still` and `leap` are the loop's own."""

    _ready: deque[asyncio.Handle]
    _scheduled: list[QuickTimer]
    _stopping: bool
    _clock_resolution: float
    _timer_cancelled_count: int

    def is_still(self) -> bool:
        """Whether this turn may pass without looking for events from outside. Asked once each turn."""
        raise NotImplementedError

    def leap(self, seconds: float) -> None:
        """Nothing is ready: let this time pass at once."""
        raise NotImplementedError

    def call_soon(  # type: ignore[override]
        self, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.Handle:
        handle = QuickHandle(callback, args, self, context)
        self._ready.append(handle)
        return handle

    def call_at(  # type: ignore[override]
        self, when: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        timer = QuickTimer(when, callback, args, self, context)
        heappush(self._scheduled, timer)
        return timer

    def _run_once(self) -> None:
        ready, timers = self._ready, self._scheduled
        if not (ready or timers) or self._timer_cancelled_count > MANY_CANCELLED or not self.is_still():
            super()._run_once()  # type: ignore[misc]
            return
        while timers and timers[0]._cancelled:
            heappop(timers)._scheduled = False
            self._timer_cancelled_count -= 1
        if not ready and timers and not self._stopping:
            self.leap(max(0, timers[0]._when - self.time()))
        end = self.time() + self._clock_resolution
        while timers and timers[0]._when < end:
            timer = heappop(timers)
            timer._scheduled = False
            ready.append(timer)
        for _ in range(len(ready)):
            handle: Any = ready.popleft()
            if not handle._cancelled:
                handle._run()


class QuickHandle(asyncio.Handle):
    __slots__ = ()

    def __init__(
        self, callback: Callable[..., object], args: Any, loop: asyncio.AbstractEventLoop, context: Context | None
    ) -> None:
        self._context = copy_context() if context is None else context
        self._loop = loop
        self._callback = callback
        self._args = args
        self._cancelled = False
        self._repr = self._source_traceback = None

    def cancel(self) -> None:
        self._cancelled = True
        self._callback = self._args = None  # type: ignore[assignment]


class QuickTimer(asyncio.TimerHandle):
    __slots__ = ()
    _when: float
    _scheduled: bool

    def __init__(
        self, when: float, callback: Callable[..., object], args: Any, loop: QuickLoop, context: Context | None
    ) -> None:
        self._context = copy_context() if context is None else context
        self._loop = loop
        self._callback = callback
        self._args = args
        self._cancelled = False
        self._repr = self._source_traceback = None
        self._when = when
        self._scheduled = True

    def __lt__(self, other: Any) -> bool:
        return self._when < other._when  # type: ignore[no-any-return]

    def cancel(self) -> None:
        if not self._cancelled:
            self._cancelled = True
            self._callback = self._args = None  # type: ignore[assignment]
            if self._scheduled:
                self._loop._timer_cancelled_count += 1
