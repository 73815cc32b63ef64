"""Topics of a chat (docs/facts/telegram.md 5.2; General is addressed without an id).

Forums have topics; so do private chats whose person wants topics with this bot (Bot API 9.3).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from simulator.state.feed import Feed
from simulator.state.message import Message
from simulator.state.people import Account, Bot

GENERAL = 1
"""The id of General in links, and in messages that people write there in private. A bot cannot send to this id."""


class ChatOfTopic(Protocol):
    """What a topic needs of its chat."""

    feed: Feed

    @property
    def owner(self) -> Account: ...
    @property
    def messages(self) -> list[Message]: ...
    def announce(
        self, service: dict[str, Any], by: Account | Bot | None = None, topic: int | None = None
    ) -> Message: ...


@dataclass(slots=True, eq=False)
class Topic:
    """A topic. Its id is the id of the service message that announced it."""

    id: int
    chat: ChatOfTopic
    name: str
    closed: bool = False
    deleted: bool = False

    def close(self) -> None:
        self.closed = True
        self.chat.announce({"forum_topic_closed": {}}, by=self.chat.owner, topic=self.id)

    def reopen(self) -> None:
        self.closed = False
        self.chat.announce({"forum_topic_reopened": {}}, by=self.chat.owner, topic=self.id)

    def delete(self) -> None:
        """Deletes the topic and every message in it."""
        self.deleted = True
        for message in self.chat.messages:
            if message.topic == self.id:
                self.chat.feed.forget_message(message)
