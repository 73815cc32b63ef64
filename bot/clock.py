"""What time is it, and what is random? The only places that ask the machine; everything else is told."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable

Clock = Callable[[], int]
"""Milliseconds since 1970 UTC."""


def system_clock() -> int:
    return time.time_ns() // 1_000_000


def system_entropy(count: int) -> bytes:
    return secrets.token_bytes(count)
