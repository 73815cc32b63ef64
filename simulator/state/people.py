"""Accounts: the bot, people, and accounts that are neither."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from simulator.schema.frozen import frozen
from simulator.state.content import present

GROUP_ANONYMOUS_BOT_ID = 1087968824


@frozen
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


@dataclass(slots=True, eq=False)
class Account:
    """A person as others see it, and what Telegram alone knows; what persons do is in `simulator/actors/`."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    phone: str | None = None
    deactivated: bool = False
    offline: bool = False  # the device is off: ephemeral messages, and their ends, do not reach it
    is_bot: bool = False  # another bot, which reaches this one where both allow it (Bot API 10.0)

    def to_json(self) -> dict[str, Any]:
        shown: dict[str, Any] = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        return shown | present(last_name=self.last_name, username=self.username, language_code=self.language_code)


GROUP_ANONYMOUS_BOT = Bot(GROUP_ANONYMOUS_BOT_ID, "Group", "GroupAnonymousBot")
"""The sender of messages by anonymous administrators; their `sender_chat` is the group."""
