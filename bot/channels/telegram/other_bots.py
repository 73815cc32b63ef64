"""Has another bot said this?

Where two bots have both turned it on, each gets what the other says (Bot API 10.0), in private and in groups. This bot
answers everything it is told; two such bots would answer each other for ever, and Telegram asks bots to end that.
"""

from __future__ import annotations

from typing import Any

SPEAK_FOR_PEOPLE = (1087968824, 136817688)
"""Whom Telegram names as the sender where people speak as their group or their channel: no bots, whatever it says of
them (docs/facts/telegram.md 4.1)."""


def is_of_another_bot(content: Any) -> bool:
    """By the sender of a Message or of a press in JSON."""
    sender = content.get("from") if isinstance(content, dict) else None
    return isinstance(sender, dict) and sender.get("is_bot") is True and sender.get("id") not in SPEAK_FOR_PEOPLE
