"""The clock of the simulated world."""

from __future__ import annotations

import time


class SimulatedClock:
    """Real time plus an offset that only grows, so that a test can let 48 hours pass."""

    def __init__(self, start_ms: int | None = None) -> None:
        self._passed = 0.0
        self._offset_ns = 0 if start_ms is None else start_ms * 1_000_000 - time.time_ns()

    def now_ms(self) -> int:
        return (time.time_ns() + self._offset_ns) // 1_000_000

    def now(self) -> int:
        """Unix seconds, as in all dates of the Bot API."""
        return self.now_ms() // 1000

    def monotonic(self) -> float:
        """Seconds from an arbitrary moment; they pass as the world's seconds do."""
        return time.monotonic() + self._passed

    def advance(self, seconds: float) -> None:
        if seconds < 0:
            raise ValueError("the simulated clock does not go back")
        self._offset_ns += round(seconds * 1e9)
        self._passed += seconds
