"""What did the bot ask for? Every call, as received, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Call:
    """`status` is the HTTP status, 0 if the connection was reset; `description` is the error's text."""

    method: str
    params: dict[str, Any]
    at_ms: int
    status: int
    description: str = ""
