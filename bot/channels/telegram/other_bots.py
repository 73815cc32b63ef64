"""Has another bot said this?

Where two bots have both turned it on, each gets what the other says (Bot API 10.0), in private and in groups. This bot
answers everything it is told; two such bots would answer each other for ever, and Telegram asks bots to end that.
"""

from __future__ import annotations

from typing import Any

GROUP_ANONYMOUS_BOT = 1087968824
"""Whom Telegram names as the sender when an administrator hides behind the group (docs/facts/telegram.md 4.1)."""
CHANNEL_BOT = 136817688
"""The same where people speak as their channel."""
SPEAK_FOR_PEOPLE = (GROUP_ANONYMOUS_BOT, CHANNEL_BOT)
"""No bots, whatever Telegram says of them."""


def is_of_another_bot(content: Any) -> bool:
    """By the sender of a Message or of a press in JSON."""
    sender = content.get("from") if isinstance(content, dict) else None
    return isinstance(sender, dict) and sender.get("is_bot") is True and sender.get("id") not in SPEAK_FOR_PEOPLE
