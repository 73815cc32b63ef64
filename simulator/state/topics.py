"""Which topics does a chat have? (docs/facts/telegram.md 5.2; General must be addressed without an id)

Groups have them if they are forums; a private chat, if its owner wants topics with this bot (Bot API 9.3).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from simulator.state.feed import Feed
from simulator.state.message import Message
from simulator.state.people import Account, Bot

GENERAL = 1
"""Its number in links, and in messages people write there in private; a bot cannot send to it by this number."""


class ChatOfTopic(Protocol):
    """What a topic needs of the chat it is in."""

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
    """A topic's id is the id of the service message that created it."""

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
        """Everything in it goes with it."""
        self.deleted = True
        for message in self.chat.messages:
            if message.topic == self.id:
                self.chat.feed.forget_message(message)
