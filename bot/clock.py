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


def system_entropy(count: int) -> bytes:
    return secrets.token_bytes(count)
