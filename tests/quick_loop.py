"""A loop and a clock that run several times faster than real time, so that minutes of waiting become seconds."""

from __future__ import annotations

import asyncio
import selectors
import time

from simulator.state.clock import SimulatedClock


class _Selector(selectors.DefaultSelector):
    """Waits `times` times shorter than asked."""

    times = 1.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        return super().select(timeout if timeout is None else timeout / self.times)


class QuickLoop(asyncio.SelectorEventLoop):
    """A loop whose seconds are `times` times shorter than real ones."""

    def __init__(self, times: float) -> None:
        selector = _Selector()
        selector.times = times
        super().__init__(selector)
        self._times = times

    def time(self) -> float:
        return super().time() * self._times


class QuickClock(SimulatedClock):
    """The world's clock, as fast as the loop."""

    def __init__(self, times: float) -> None:
        super().__init__()
        self._times = times
        self._began_ns = time.time_ns()

    def now_ms(self) -> int:
        elapsed = time.time_ns() - self._began_ns
        return super().now_ms() + round(elapsed * (self._times - 1)) // 1_000_000

    def monotonic(self) -> float:
        return super().monotonic() + time.monotonic() * (self._times - 1)
