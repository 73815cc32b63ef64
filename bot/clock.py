"""What time is it, and what is random? The only places that ask the machine; everything else is told."""

from __future__ import annotations

import secrets
import time
from collections.abc import Awaitable, Callable

Clock = Callable[[], int]
"""Milliseconds since 1970 UTC."""

Monotonic = Callable[[], float]
"""Seconds that never go backwards."""

Sleep = Callable[[float], Awaitable[None]]
"""Lets so many seconds pass."""


def system_clock() -> int:
    return time.time_ns() // 1_000_000


def system_monotonic() -> float:
    """Seconds that nobody can set. They also pass while the machine sleeps, where it can tell (Linux)."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


def system_entropy(count: int) -> bytes:
    return secrets.token_bytes(count)
