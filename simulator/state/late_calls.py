"""Calls whose connection was cut, and whose effect is still to come."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class LateCalls:
    """Each takes effect after its time, or when `let_in` is called, whichever is first."""

    _waiting: dict[asyncio.TimerHandle, Callable[[], None]] = field(default_factory=dict)

    def add(self, seconds: float, perform: Callable[[], None]) -> None:
        def arrive() -> None:
            self._waiting.pop(timer)()

        timer = asyncio.get_running_loop().call_later(seconds, arrive)
        self._waiting[timer] = perform

    def let_in(self) -> None:
        """All that still wait take effect now."""
        for timer in list(self._waiting):
            timer.cancel()
            self._waiting.pop(timer)()
