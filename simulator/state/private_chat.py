"""May the bot write to this person? Only after the person started it, until the person blocks it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator.state.chat import Chat
from simulator.state.content import present
from simulator.state.membership import KICKED, MEMBER, OUTSIDE, Membership
from simulator.state.topics import Topic

if TYPE_CHECKING:
    from simulator.actors.user import User
    from simulator.world import World


class PrivateChat(Chat):
    type = "private"

    def __init__(self, world: World, user: User) -> None:
        super().__init__(world, user.id)
        self.user = user
        self.started = False
        self.bot_blocked = False
        self.threaded = False

    @property
    def has_topics(self) -> bool:
        return self.threaded

    @property
    def owner(self) -> User:
        return self.user

    def create_topic(self, name: str) -> Topic:
        """Turns topics on in this chat; the person opens one."""
        self.threaded = True
        topic = Topic(self.world.coming_private_message_id, self, name)
        self.topics[topic.id] = topic
        created = {"forum_topic_created": {"name": name, "icon_color": 7322096}}
        self.announce(created, by=self.user, topic=topic.id)
        return topic

    def membership(self, user_id: int) -> Membership:
        if user_id == self.world.bot.id:
            return KICKED if self.bot_blocked else MEMBER
        return MEMBER if user_id == self.user.id else OUTSIDE

    def set_blocked(self, blocked: bool) -> None:
        """Private chats report blocking through my_chat_member: kicked, then member (docs/facts/telegram.md 2.4)."""
        if blocked == self.bot_blocked:
            return
        before = self.membership(self.world.bot.id)
        self.bot_blocked = blocked
        self.world.queue_membership("my_chat_member", self, self.user, self.world.bot, before)

    def to_json(self) -> dict[str, Any]:
        user = self.user
        shown: dict[str, Any] = {"id": self.id, "type": self.type, "first_name": user.first_name}
        return shown | present(last_name=user.last_name, username=user.username)
