"""Recognises messages and presses of other bots, which this bot ignores.

Two bots that have both allowed it get each other's messages (Bot API 10.0), in private and in groups. This bot answers
every message. Two such bots would answer each other for ever, and Telegram asks bots to prevent that.
"""

from __future__ import annotations

from typing import Any

GROUP_ANONYMOUS_BOT = 1087968824
"""The sender that Telegram names when an administrator writes as the group (docs/facts/telegram.md 4.1)."""
CHANNEL_BOT = 136817688
"""The sender that Telegram names when a person writes as a channel."""
SPEAK_FOR_PEOPLE = (GROUP_ANONYMOUS_BOT, CHANNEL_BOT)
"""Senders that stand for people, although Telegram calls them bots."""


def is_of_another_bot(content: Any) -> bool:
    """Whether the sender of a raw message or press is another bot."""
    sender = content.get("from") if isinstance(content, dict) else None
    return isinstance(sender, dict) and sender.get("is_bot") is True and sender.get("id") not in SPEAK_FOR_PEOPLE
