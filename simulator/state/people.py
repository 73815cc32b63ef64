"""Who takes part? The bot, and accounts that are not persons; persons act in `simulator/actors/user.py`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

GROUP_ANONYMOUS_BOT_ID = 1087968824


@dataclass(frozen=True, slots=True)
class Bot:
    """A bot account as others see it."""

    id: int
    first_name: str
    username: str

    def to_json(self) -> dict[str, Any]:
        return {"id": self.id, "is_bot": True, "first_name": self.first_name, "username": self.username}

    def about_itself(self) -> dict[str, Any]:
        """The answer to getMe. Privacy mode is on (docs/facts/telegram.md 2.3)."""
        return self.to_json() | {
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }


GROUP_ANONYMOUS_BOT = Bot(GROUP_ANONYMOUS_BOT_ID, "Group", "GroupAnonymousBot")
"""The sender shown for anonymous administrators; `sender_chat` is then the group."""
