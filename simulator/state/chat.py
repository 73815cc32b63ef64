"""What has happened in one chat?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator.schema.keyboards import RemoveKeyboard, ReplyKeyboard
from simulator.state.content import present
from simulator.state.message import Message, Version

if TYPE_CHECKING:
    from simulator.actors.user import User
    from simulator.state.membership import Membership
    from simulator.state.people import Bot
    from simulator.state.topics import Topic
    from simulator.world import World


class Chat:
    """Messages by id and in order. Private chats and groups add who may do what."""

    type: str

    def __init__(self, world: World, chat_id: int) -> None:
        self.world = world
        self.id = chat_id
        self.history: list[Message] = []
        self.keyboard_message: Message | None = None
        self.pinned: list[Message] = []
        self.topics: dict[int, Topic] = {}
        self._by_id: dict[int, Message] = {}

    def __repr__(self) -> str:
        return f"<{self.type} {self.id}>"

    @property
    def has_topics(self) -> bool:
        """Whether messages can be sent to topics now."""
        return False

    @property
    def messages(self) -> list[Message]:
        """What people see: not deleted, in order."""
        return [message for message in self.history if not message.deleted]

    @property
    def last(self) -> Message:
        """The newest visible message by the bot."""
        for message in reversed(self.history):
            if message.by_bot and not message.deleted and not message.service:
                return message
        raise LookupError(f"the bot has said nothing in {self!r}")

    @property
    def reply_keyboard_shown(self) -> list[str] | None:
        shown = self.shown_keyboard()
        return shown.labels if shown else None

    def shown_keyboard(self) -> ReplyKeyboard | None:
        """The keyboard under the text field now; it goes with the message that brought it."""
        message = self.keyboard_message
        return message.reply_keyboard if message and not message.deleted else None

    def message(self, message_id: int) -> Message | None:
        """The message with this id, deleted ones excepted."""
        found = self._by_id.get(message_id)
        return found if found and not found.deleted else None

    def next_message_id(self) -> int:
        """Private chats and basic groups share one counter per bot."""
        return self.world.next_private_message_id()

    def keep(self, message: Message) -> None:
        self.history.append(message)
        self._by_id[message.id] = message
        if isinstance(message.markup, ReplyKeyboard):
            self.keyboard_message = message
        elif isinstance(message.markup, RemoveKeyboard):
            self.keyboard_message = None

    def announce(self, service: dict[str, Any], by: User | Bot | None = None, topic: int | None = None) -> Message:
        """A service message; bots receive these in privacy mode too (docs/facts/telegram.md 2.3)."""
        sender = by or self.world.bot
        return self.world.add_message(self, sender, Version(), service=service, topic=topic)

    def membership(self, user_id: int) -> Membership:
        raise NotImplementedError

    def to_json(self) -> dict[str, Any]:
        raise NotImplementedError

    def full_json(self) -> dict[str, Any]:
        """ChatFullInfo, the answer to getChat."""
        pinned = [message for message in self.pinned if not message.deleted]
        return (
            self.to_json()
            | {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": _GIFTS}
            | present(pinned_message=pinned[-1].to_json() if pinned else None)
        )


_GIFTS = {
    "unlimited_gifts": False, "limited_gifts": False, "unique_gifts": False, "premium_subscription": False,
    "gifts_from_channels": False,
}  # fmt: skip
