"""Makes links to messages in a group, which work for its members (core.telegram.org/api/links#message-links)."""

from __future__ import annotations

SUPERGROUP = -1_000_000_000_000
"""The chat id of a supergroup is this number minus the number in its links."""


def link_to(chat_id: int, message_id: int) -> str:
    """The address of a message in a supergroup; empty for a message elsewhere, which has none."""
    return f"https://t.me/c/{SUPERGROUP - chat_id}/{message_id}" if chat_id < SUPERGROUP else ""
