"""How do minutes of waiting become seconds? Everything that asks the loop or the world for the time lives faster."""

from __future__ import annotations

import asyncio
import selectors
import time

from simulator.state.clock import SimulatedClock


class _Selector(selectors.DefaultSelector):
    """Waits so many times shorter than it is asked to."""

    times = 1.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        return super().select(timeout if timeout is None else timeout / self.times)


class QuickLoop(asyncio.SelectorEventLoop):
    """Its seconds are so many times shorter than real ones."""

    def __init__(self, times: float) -> None:
        selector = _Selector()
        selector.times = times
        super().__init__(selector)
        self._times = times

    def time(self) -> float:
        return super().time() * self._times


class QuickClock(SimulatedClock):
    """The world's, as fast as the loop's."""

    def __init__(self, times: float) -> None:
        super().__init__()
        self._times = times
        self._began_ns = time.time_ns()

    def now_ms(self) -> int:
        lived = time.time_ns() - self._began_ns
        return super().now_ms() + round(lived * (self._times - 1)) // 1_000_000

    def monotonic(self) -> float:
        return super().monotonic() + time.monotonic() * (self._times - 1)
