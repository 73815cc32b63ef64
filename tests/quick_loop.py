"""What asyncio does for each callback, in half the calls of Python, for loops on which no time passes.

Left out is what only its debug mode wants, and to look for events after every turn.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from contextvars import Context, copy_context
from heapq import heapify, heappop, heappush
from typing import Any

MANY_CANCELLED = 100
"""With more cancelled timers, and no more others, all of them are cleared away."""
LONGEST_SECONDS = 24 * 3600
"""Systems refuse to wait much longer for events."""


class QuickLoop(asyncio.BaseEventLoop):
    """Mixed into a loop of the library; `is_still` and `leap` are the loop's own."""

    _ready: deque[asyncio.Handle]
    _scheduled: list[tuple[float, QuickTimer]]  # pairs are compared without a call of Python
    _selector: Any
    _stopping: bool
    _clock_resolution: float
    _timer_cancelled_count: int

    def is_still(self) -> bool:
        """Whether this turn may pass without looking for events from outside. Asked once each turn."""
        raise NotImplementedError

    def leap(self, seconds: float) -> None:
        """Nothing is ready: let this time pass at once."""
        raise NotImplementedError

    @property
    def timers(self) -> list[QuickTimer]:
        """Those that wait, cancelled ones too."""
        return [timer for _, timer in self._scheduled]

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
        heappush(self._scheduled, (when, timer))
        return timer

    def call_later(  # type: ignore[override]
        self, delay: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        when = self.time() + delay
        timer = QuickTimer(when, callback, args, self, context)
        heappush(self._scheduled, (when, timer))
        return timer

    def _run_once(self) -> None:
        """Turns, up to the one that stops the loop, or the next that looks for events from outside."""
        ready: deque[Any] = self._ready
        handle: Any
        while True:
            timers = self._scheduled
            if timers and (timers[0][1]._cancelled or self._timer_cancelled_count > MANY_CANCELLED):
                self._forget_cancelled(timers)
            if (ready or timers) and self.is_still():
                if not ready and not self._stopping:
                    self.leap(max(0, timers[0][0] - self.time()))
            else:
                self._look_outside(ready, timers)
            if timers:
                end = self.time() + self._clock_resolution
                while timers and timers[0][0] < end:
                    handle = heappop(timers)[1]
                    handle._scheduled = False
                    ready.append(handle)
            for _ in range(len(ready)):
                handle = ready.popleft()
                if not handle._cancelled:
                    try:
                        handle._context.run(handle._callback, *handle._args)
                    except (SystemExit, KeyboardInterrupt):
                        raise
                    except BaseException as error:
                        self._tell_of(handle, error)
            handle = None  # nothing is kept alive while the loop waits
            if self._stopping:
                return

    def _tell_of(self, handle: asyncio.Handle, error: BaseException) -> None:
        message = f"Exception in callback {handle!r}"
        self.call_exception_handler({"message": message, "exception": error, "handle": handle})

    def _look_outside(self, ready: deque[asyncio.Handle], timers: list[tuple[float, QuickTimer]]) -> None:
        """Wait for what comes from there, at most until something is to be done here."""
        seconds: float | None = None
        if ready or self._stopping:
            seconds = 0
        elif timers:
            seconds = min(max(0, timers[0][0] - self.time()), LONGEST_SECONDS)
        self._process_events(self._selector.select(seconds))  # type: ignore[attr-defined]

    def _forget_cancelled(self, timers: list[tuple[float, QuickTimer]]) -> None:
        """Those in front; or all, if they are many."""
        if self._timer_cancelled_count > MANY_CANCELLED and self._timer_cancelled_count * 2 > len(timers):
            for _, timer in timers:
                timer._scheduled = not timer._cancelled
            timers[:] = [pair for pair in timers if pair[1]._scheduled]
            heapify(timers)
            self._timer_cancelled_count = 0
        while timers and timers[0][1]._cancelled:
            heappop(timers)[1]._scheduled = False
            self._timer_cancelled_count -= 1


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

    def __eq__(self, other: object) -> bool:
        return self is other

    def __lt__(self, other: object) -> bool:
        return False  # of those that end at one moment none is before another

    __hash__ = asyncio.TimerHandle.__hash__

    def cancel(self) -> None:
        if not self._cancelled:
            self._cancelled = True
            self._callback = self._args = None  # type: ignore[assignment]
            if self._scheduled:
                self._loop._timer_cancelled_count += 1
