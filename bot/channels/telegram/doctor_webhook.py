"""Examines how updates come: by a webhook that works, or by polling that no webhook keeps from its updates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.channels.telegram.webhook import reason_in
from bot.health.finding import Finding, ok, problem, warning

NAME = "WEBHOOK_URL"
NOT_SET = "Telegram does not bring updates to it yet; the bot tells it at its start, and once a minute while it runs"
NOT_OURS = (
    "is not set, but Telegram brings updates to another program that has this token; the bot ends that at its start"
)


def examine_webhook(wanted: str | None, info: Mapping[str, Any]) -> Finding | None:
    """`info` is the result of getWebhookInfo. None if updates are fetched, as they should be."""
    if wanted is None:
        return warning(NAME, NOT_OURS) if info.get("url") else None
    if info.get("url") != wanted:
        return warning(NAME, NOT_SET)
    waiting = info.get("pending_update_count")
    if waiting and info.get("last_error_date"):
        return problem(NAME, f"updates wait at Telegram: {waiting}; it could not deliver, and says: {reason_in(info)}")
    return ok(NAME, f"Telegram brings updates to it; waiting there: {waiting or 0}")
