"""The webhook's settings and its last failure (WebhookInfo)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from simulator.state.content import present


@dataclass
class Webhook:
    """An empty URL means polling."""

    url: str = ""
    set_at_ms: int = 0
    secret_token: str | None = None
    max_connections: int = 40
    last_error_date: int | None = None
    last_error_message: str | None = None

    @property
    def settings(self) -> tuple[str, str | None, int]:
        return self.url, self.secret_token, self.max_connections

    def to_json(self, pending: int, allowed: frozenset[str] | None) -> dict[str, Any]:
        return {"url": self.url, "has_custom_certificate": False, "pending_update_count": pending} | present(
            max_connections=self.max_connections if self.url else None,
            allowed_updates=sorted(allowed) if allowed is not None else None,
            last_error_date=self.last_error_date,
            last_error_message=self.last_error_message,
        )

    def note_failure(self, now: int, why: str) -> None:
        self.last_error_date = now
        self.last_error_message = why
