"""What does the bot ask of the machine that it runs on? Nobody else asks it; everybody is told.

A test can give it a machine of another kind: time that passes when everybody sleeps, chance from a seed, one thread.
"""

from __future__ import annotations

import asyncio
import gc
import secrets
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from bot.domain.time import Moment

HOUSE = Path(__file__).parents[1]
"""Where our own modules lie."""
Result = TypeVar("Result")

Clock = Callable[[], Moment]
"""What time it is."""

Monotonic = Callable[[], float]
"""Seconds that never go backwards."""

Sleep = Callable[[float], Awaitable[None]]
"""Lets so many seconds pass."""

Hear = Callable[[Moment | None], None]
"""Hears a good answer from elsewhere: when it was given; None if it does not tell."""

Listen = Callable[[], Hear]
"""Called when a request leaves; what it returns hears the answer to that request, if a good one comes."""

Entropy = Callable[[int], bytes]
"""So many random bytes."""

InProcess = Callable[[str, bytes, Mapping[str, str]], Awaitable[bytes | None]]
"""Run a module of ours in a process of its own, with this input and this environment; its output, None if it failed.
Whoever is cancelled meanwhile leaves no process behind. Raises OSError."""


class InThread(Protocol):
    """Do work that waits for a disk or takes long, while everybody else goes on."""

    async def __call__(self, work: Callable[[], Result], /) -> Result: ...


def system_clock() -> Moment:
    return Moment(time.time_ns() // 1_000_000)


def system_monotonic() -> float:
    """Seconds that nobody can set. They also pass while the machine sleeps, where it can tell (Linux)."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


def system_timer() -> float:
    """Seconds as `system_sleep` counts them: they stand still while the machine sleeps."""
    return asyncio.get_running_loop().time()


async def system_sleep(seconds: float) -> None:
    await asyncio.sleep(seconds)


def system_entropy(count: int) -> bytes:
    return secrets.token_bytes(count)


async def system_thread(work: Callable[[], Result], /) -> Result:
    return await asyncio.to_thread(work)


async def system_process(module: str, given: bytes, environment: Mapping[str, str]) -> bytes | None:
    pipe, nothing = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, cwd=HOUSE, env=environment, stdin=pipe, stdout=pipe, stderr=nothing
    )
    try:
        output, _ = await process.communicate(given)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return output if process.returncode == 0 else None


def system_settle() -> None:
    """What is loaded by now will never be garbage, so collecting garbage stays short: after its import aiogram holds
    some 186,000 objects, and a full collection of them stops everybody for 127 ms (docs/facts/performance.md 2)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@dataclass(frozen=True, slots=True)
class Machine:
    """All of it; what is not given is the system's own.

    `clock` can be set by anybody, `monotonic` by nobody; what is slept is measured by `timer`.
    """

    clock: Clock = system_clock
    monotonic: Monotonic = system_monotonic
    timer: Monotonic = system_timer
    sleep: Sleep = system_sleep
    entropy: Entropy = system_entropy
    in_thread: InThread = system_thread
    in_process: InProcess = system_process
    settle: Callable[[], None] = system_settle  # called once everything is loaded


SYSTEM = Machine()
