"""The record of the bot's newest calls: what was asked, and how it ended."""

from __future__ import annotations

from typing import Any

from simulator.schema.frozen import frozen

CALLS_KEPT = 10_000  # some 50 MB


@frozen
class Call:
    """One call. `status` is the HTTP status, 0 if the connection was reset; `description` is the error's text."""

    method: str
    params: dict[str, Any]
    at_ms: int
    status: int
    description: str = ""


class Calls(list[Call]):
    """The newest `kept` calls, and up to a quarter more, so that a bot can run for weeks in bounded memory. `total`
    counts all calls ever."""

    def __init__(self, kept: int) -> None:
        super().__init__()
        self.kept = kept
        self.total = 0

    def append(self, call: Call) -> None:
        super().append(call)
        self.total += 1
        if len(self) > self.kept + self.kept // 4:
            del self[: -self.kept]
