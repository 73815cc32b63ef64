"""An event loop on virtual time: when all tasks wait, its time jumps to the next timer. Nothing comes from outside."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from tests.quick_loop import QuickLoop

Result = TypeVar("Result")


class Stuck(Exception):
    """All tasks wait, and there is no timer."""


class VirtualLoop(QuickLoop):
    """A subclass of BaseEventLoop says how to wait for the world outside (asyncio/base_events.py). There is none here,
    so there is neither a selector of the system nor the socket with which other threads wake a loop."""

    def __init__(self) -> None:
        super().__init__()
        self._now = 0.0
        self._selector = self

    def time(self) -> float:
        return self._now

    def select(self, seconds: float | None) -> list[object]:
        """Called when nothing can run now: move the time to the next timer. Raises Stuck if there is none."""
        if seconds is None:
            raise Stuck
        self.leap(seconds)
        return []

    def is_still(self) -> bool:
        return True

    def leap(self, seconds: float) -> None:
        self._now += seconds

    def _process_events(self, events: list[object]) -> None:
        """Nothing to do, because there are no events from outside."""


def run(main: Coroutine[Any, Any, Result]) -> Result:
    """Run `main` to its end on a new loop, whose time begins at 0."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(main)
