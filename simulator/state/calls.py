"""What did the bot ask for? The newest calls, as received, and how they ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

CALLS_KEPT = 10_000  # some 50 MB


@dataclass(frozen=True, slots=True)
class Call:
    """`status` is the HTTP status, 0 if the connection was reset; `description` is the error's text."""

    method: str
    params: dict[str, Any]
    at_ms: int
    status: int
    description: str = ""


class Calls(list[Call]):
    """The newest calls: at least `kept` of them (all, until there are so many), at most a quarter more, so that a bot
    may run for weeks in the same memory. `total` counts them all."""

    def __init__(self, kept: int) -> None:
        super().__init__()
        self.kept = kept
        self.total = 0

    def append(self, call: Call) -> None:
        super().append(call)
        self.total += 1
        if len(self) > self.kept + self.kept // 4:
            del self[: -self.kept]
