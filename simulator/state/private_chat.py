"""The private chat of the bot with one person, and whether the bot may write there."""

from __future__ import annotations

from typing import Any

from simulator.state.chat import Chat
from simulator.state.content import present
from simulator.state.feed import Feed
from simulator.state.membership import KICKED, MEMBER, OUTSIDE, Membership
from simulator.state.message_ids import MessageIds
from simulator.state.people import Account
from simulator.state.topics import Topic


class PrivateChat(Chat):
    type = "private"

    def __init__(self, feed: Feed, ids: MessageIds, user: Account) -> None:
        super().__init__(feed, ids, user.id)
        self.user = user
        self.started = False
        self.bot_blocked = False
        self.threaded = False

    @property
    def has_topics(self) -> bool:
        return self.threaded

    @property
    def owner(self) -> Account:
        return self.user

    def create_topic(self, name: str) -> Topic:
        """Turns topics on in this chat, and opens one as the person."""
        self.threaded = True
        return self._open_topic(name, self.user)

    def membership(self, user_id: int) -> Membership:
        if user_id == self.bot.id:
            return KICKED if self.bot_blocked else MEMBER
        return MEMBER if user_id == self.user.id else OUTSIDE

    def set_blocked(self, blocked: bool) -> None:
        """Blocks or unblocks the bot, which gets my_chat_member: kicked or member (docs/facts/telegram.md 2.4)."""
        if blocked == self.bot_blocked:
            return
        before = self.membership(self.bot.id)
        self.bot_blocked = blocked
        self.feed.queue_membership("my_chat_member", self, self.user, self.bot, before)

    def to_json(self) -> dict[str, Any]:
        user = self.user
        shown: dict[str, Any] = {"id": self.id, "type": self.type, "first_name": user.first_name}
        return shown | present(last_name=user.last_name, username=user.username)
