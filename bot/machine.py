"""The machine that the bot runs on: time, randomness and threads. Only this module asks the system for them;
all other code is given them.

A test gives the bot another machine: virtual time, random bytes from a seed, one thread.
"""

from __future__ import annotations

import asyncio
import gc
import os
import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Protocol, TypeVar

from bot.domain.frozen import frozen
from bot.domain.time import Moment

Result = TypeVar("Result")

Clock = Callable[[], Moment]
"""Returns the current time."""

Monotonic = Callable[[], float]
"""Seconds that never go backwards."""

Sleep = Callable[[float], Awaitable[None]]
"""Waits for a number of seconds."""

OnResponse = Callable[[Moment | None], None]
"""Called with the time that a good response tells; with None if it tells none."""

OnRequest = Callable[[], OnResponse]
"""Called when a request leaves. It returns the function to call when a good response to that request comes."""

Entropy = Callable[[int], bytes]
"""Returns as many random bytes as are asked for."""


class InThread(Protocol):
    """Do work in a thread that waits for a disk or takes long, so that the event loop goes on."""

    async def __call__(self, work: Callable[[], Result], /) -> Result: ...


def system_clock() -> Moment:
    return Moment(time.time_ns() // 1_000_000)


system_monotonic: Monotonic = partial(time.clock_gettime, getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))
"""Seconds of a clock that nobody can set. On Linux it also runs while the machine sleeps."""

system_timer: Monotonic = time.monotonic
"""Seconds as `system_sleep` counts them: the loop's own time. They stand still while the machine sleeps."""

system_sleep: Sleep = asyncio.sleep

system_entropy: Entropy = os.urandom


async def system_thread(work: Callable[[], Result], /) -> Result:
    return await asyncio.to_thread(work)


def system_freeze_objects() -> None:
    """Exclude all objects that are loaded now from garbage collection; they live as long as the process. aiogram alone
    has 186,000, and collecting those stops the event loop for 127 ms (docs/facts/performance.md 2)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@frozen
class Machine:
    """The system's own machine, unless other parts are given.

    Anybody can set `clock`; nobody can set `monotonic`. `timer` measures the time that `sleep` waits.
    """

    clock: Clock = system_clock
    monotonic: Monotonic = system_monotonic
    timer: Monotonic = system_timer
    sleep: Sleep = system_sleep
    entropy: Entropy = system_entropy
    in_thread: InThread = system_thread
    freeze_objects: Callable[[], None] = system_freeze_objects  # called once everything is loaded


SYSTEM = Machine()
