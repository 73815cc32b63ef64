"""A loop whose time passes when everybody sleeps: it jumps to whoever wakes next. Nothing comes from outside."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")


class Stuck(Exception):
    """Everybody waits, and nothing is due."""


class VirtualLoop(asyncio.BaseEventLoop):
    """BaseEventLoop leaves to its heirs how to wait for the outside world (asyncio/base_events.py). Here is none, so
    there is neither a selector of the system nor the socket by which other threads wake the loop."""

    def __init__(self) -> None:
        super().__init__()
        self._now = 0.0
        self._selector = self

    def time(self) -> float:
        return self._now

    def select(self, seconds: float | None) -> list[object]:
        """Called when there is nothing to do at once. Raises Stuck."""
        if seconds is None:
            raise Stuck
        self._now += seconds
        return []

    def _process_events(self, events: list[object]) -> None:
        """There are none."""


def run(main: Coroutine[Any, Any, Result]) -> Result:
    """To its end, on a loop of its own that begins at 0."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(main)
