"""What a message knows of its chat."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from simulator.state.membership import Membership
from simulator.state.people import Bot


class AbstractChat(ABC):
    """The id, the type and the members of a chat; `chat.Chat` adds the messages."""

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
