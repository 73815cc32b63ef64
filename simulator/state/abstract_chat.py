"""What does a message know of the chat it is in?"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from simulator.state.membership import Membership
from simulator.state.people import Bot


class AbstractChat(ABC):
    """Its number, its kind and who is in it; `chat.Chat` adds the messages."""

    id: int
    type: str
    bot: Bot

    def __repr__(self) -> str:
        return f"<{self.type} {self.id}>"

    @property
    @abstractmethod
    def bot_has_spoken(self) -> bool:
        """Whether the bot has ever written here."""

    @abstractmethod
    def membership(self, user_id: int) -> Membership: ...

    @abstractmethod
    def to_json(self) -> dict[str, Any]: ...
