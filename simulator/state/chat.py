"""One chat: its messages, its reply keyboard, its topics."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from simulator.schema.keyboards import RemoveKeyboard, ReplyKeyboard
from simulator.state.abstract_chat import AbstractChat
from simulator.state.content import present
from simulator.state.feed import Feed
from simulator.state.message import Message, Version
from simulator.state.message_ids import MessageIds
from simulator.state.people import Account, Bot
from simulator.state.topics import Topic


class Chat(AbstractChat):
    """The messages by id and in order. Private chats and groups add the permissions."""

    def __init__(self, feed: Feed, ids: MessageIds, chat_id: int) -> None:
        self.feed = feed
        self.bot = feed.bot
        self.id = chat_id
        self.history: list[Message] = []
        self.keyboard_message: Message | None = None
        self.pinned: list[Message] = []
        self.topics: dict[int, Topic] = {}
        self.takes_reactions = True
        self.ids = ids
        self._by_id: dict[int, Message] = {}

    @property
    @abstractmethod
    def owner(self) -> Account: ...

    @property
    def has_topics(self) -> bool:
        """Whether the bot can send to topics here."""
        return False

    @property
    def messages(self) -> list[Message]:
        """The messages that people see, in order."""
        return [message for message in self.history if not message.deleted]

    @property
    def last(self) -> Message:
        """The newest visible message of the bot. Raises LookupError without one."""
        for message in reversed(self.history):
            if message.by_bot and not message.deleted and not message.service:
                return message
        raise LookupError(f"the bot has said nothing in {self!r}")

    @property
    def bot_has_spoken(self) -> bool:
        return any(message.by_bot and not message.service for message in reversed(self.history))

    @property
    def reply_keyboard_shown(self) -> list[str] | None:
        shown = self.shown_keyboard()
        return shown.labels if shown else None

    def shown_keyboard(self) -> ReplyKeyboard | None:
        """The reply keyboard under the text field; it disappears with the message that brought it."""
        message = self.keyboard_message
        return message.reply_keyboard if message and not message.deleted else None

    def message(self, message_id: int) -> Message | None:
        """The message with this id; None if there is none or it was deleted."""
        found = self._by_id.get(message_id)
        return found if found and not found.deleted else None

    def put(self, sender: Account | Bot, version: Version, **extra: Any) -> Message:
        """Adds a message; the bot gets an update about it if privacy mode lets it."""
        message = Message(self.ids.next(), self, sender, self.feed.clock.now(), version, **extra)
        self.history.append(message)
        self._by_id[message.id] = message
        if isinstance(message.markup, ReplyKeyboard):
            self.keyboard_message = message
        elif isinstance(message.markup, RemoveKeyboard):
            self.keyboard_message = None
        message.update = self.feed.queue_message(message, "message")
        self.feed.emit("message_sent", message=message)
        return message

    def announce(self, service: dict[str, Any], by: Account | Bot | None = None, topic: int | None = None) -> Message:
        """Adds a service message; bots receive these in privacy mode too (docs/facts/telegram.md 2.3)."""
        return self.put(by or self.bot, Version(), service=service, topic=topic)

    def full_json(self) -> dict[str, Any]:
        """ChatFullInfo, the answer to getChat."""
        pinned = [message for message in self.pinned if not message.deleted]
        return (
            self.to_json()
            | {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": _GIFTS}
            | present(pinned_message=pinned[-1].to_json() if pinned else None)
        )

    def _open_topic(self, name: str, by: Account) -> Topic:
        topic = Topic(self.ids.upcoming, self, name)
        self.topics[topic.id] = topic
        created = {"forum_topic_created": {"name": name, "icon_color": 7322096}}
        self.announce(created, by=by, topic=topic.id)
        return topic


_GIFTS = {
    "unlimited_gifts": False, "limited_gifts": False, "unique_gifts": False, "premium_subscription": False,
    "gifts_from_channels": False,
}  # fmt: skip
