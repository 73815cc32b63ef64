"""Groups: their members, and what happens when these change."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from simulator.state.chat import Chat
from simulator.state.content import present
from simulator.state.ephemeral import EphemeralMessage
from simulator.state.feed import Feed
from simulator.state.membership import CREATOR, EVERY_RIGHT, KICKED, MEMBER, OUTSIDE, RESTRICTED, Membership
from simulator.state.message_ids import MessageIds
from simulator.state.people import Account, Bot
from simulator.state.topics import Topic

CreateGroup = Callable[[str, str], "Group"]
"""Makes an empty group; its arguments are the kind and the title."""


class Group(Chat):
    """A basic group ("group") or a supergroup. The first member is the owner."""

    def __init__(
        self, feed: Feed, ids: MessageIds, chat_id: int, kind: str, title: str, forum: bool, create_group: CreateGroup
    ) -> None:
        super().__init__(feed, ids, chat_id)
        self.type = kind
        self.title = title
        self.forum = forum
        self.username: str | None = None
        self.general_closed = False
        self.members: dict[int, Membership] = {}
        self.takes_ephemeral = True  # False: as on a server from before them
        self.ephemeral: dict[int, EphemeralMessage] = {}  # by number: those that the server still knows
        self.migrated_to: Group | None = None
        self.hides_members = False
        self._founder: Account | None = None
        self._create_group = create_group

    def membership(self, user_id: int) -> Membership:
        return self.members.get(user_id, OUTSIDE)

    def set_first_members(self, people: Iterable[Account]) -> None:
        """Sets the members of a new group, without service messages."""
        for user in people:
            self.members[user.id] = MEMBER if self._founder else CREATOR
            self._founder = self._founder or user

    def add(self, user: Account, by: Account | None = None) -> None:
        """The bot gets a service message; it gets chat_member only as an administrator that asked for it."""
        self._change(user, MEMBER, by or user)
        self.announce({"new_chat_members": [user.to_json()]}, by=by or user)

    def remove(self, user: Account, by: Account | None = None) -> None:
        """The user leaves, or is removed by another."""
        self._change(user, OUTSIDE if by is None else KICKED, by or user)
        self.announce({"left_chat_member": user.to_json()}, by=by or user)

    def promote(self, member: Account | Bot, rights: Iterable[str] = EVERY_RIGHT, by: Account | None = None) -> None:
        """Makes an administrator with these rights ("is_anonymous" hides the name)."""
        self._change(member, Membership("administrator", frozenset(rights)), by or self.owner)

    def demote(self, member: Account | Bot, by: Account | None = None) -> None:
        self._change(member, MEMBER, by or self.owner)

    def restrict(self, member: Account | Bot, by: Account | None = None) -> None:
        """The member stays, but may not write."""
        self._change(member, RESTRICTED, by or self.owner)

    def hide_members(self) -> None:
        """From now on only administrators can see the members."""
        if self.type != "supergroup":
            raise ValueError(f"{self!r} cannot hide its members")
        self.hides_members = True

    def shows(self, user_id: int, to: int) -> bool:
        """Whether `to` may ask about `user_id`. With hidden members everybody may ask about bots and administrators
        (ChatFullInfo.has_hidden_members)."""
        asked, asks = self.membership(user_id), self.membership(to)
        is_open = asked.is_administrator or user_id == self.bot.id
        return not self.hides_members or asks.is_administrator or is_open

    def forget_ephemeral(self) -> None:
        """They expire, or the clients are started again: server and devices know them no more."""
        for message in self.ephemeral.values():
            message.shown.append((self.feed.clock.now_ms(), None))
        self.ephemeral.clear()

    def kick_bot(self, by: Account | None = None) -> None:
        self._change(self.bot, KICKED, by or self.owner)

    def invite_bot(self, by: Account | None = None) -> None:
        """Lets the bot in (again), as a plain member."""
        inviter = by or self.owner
        self._change(self.bot, MEMBER, inviter)
        self.announce({"new_chat_members": [self.bot.to_json()]}, by=inviter)

    def leave_bot(self) -> None:
        """The bot leaves by itself."""
        self._change(self.bot, OUTSIDE, self.bot)

    @property
    def owner(self) -> Account:
        if self._founder and self.membership(self._founder.id).status == "creator":
            return self._founder
        raise LookupError(f"{self!r} has no owner: give members=[…], the first one owns the group")

    @property
    def has_topics(self) -> bool:
        return self.forum

    def turn_topics_off(self) -> None:
        """Messages keep their topic ids, but nothing can be sent to a topic (tucnak/telebot#762)."""
        self.forum = False

    def close_general(self) -> None:
        """From now on a message without a topic is refused (telegramdesktop/tdesktop#30476)."""
        self.general_closed = True

    def create_topic(self, name: str, by: Account | None = None) -> Topic:
        if not self.forum:
            raise ValueError(f"{self!r} has no topics: make it with forum=True")
        return self._open_topic(name, by or self.owner)

    def migrate(self) -> Group:
        """Turns a basic group into a supergroup with a new id, and returns that; the old one can only be read
        (docs/facts/telegram.md 3.2)."""
        if self.type != "group" or self.migrated_to:
            raise ValueError(f"{self!r} cannot become a supergroup")
        successor = self._create_group("supergroup", self.title)
        successor.members, successor._founder = dict(self.members), self._founder
        self.announce({"migrate_to_chat_id": successor.id}, by=self.owner)
        self.migrated_to = successor
        successor.announce({"migrate_from_chat_id": self.id}, by=self.owner)
        return successor

    def _change(self, member: Account | Bot, membership: Membership, by: Account | Bot) -> None:
        before = self.membership(member.id)
        self.members[member.id] = membership
        if member.id == self.bot.id:
            self.feed.queue_membership("my_chat_member", self, by, member, before)
        elif self.membership(self.bot.id).is_administrator:
            self.feed.queue_membership("chat_member", self, by, member, before)

    def full_json(self) -> dict[str, Any]:
        return super().full_json() | present(has_hidden_members=True if self.hides_members else None)

    def to_json(self) -> dict[str, Any]:
        shown: dict[str, Any] = {"id": self.id, "type": self.type, "title": self.title}
        return shown | present(username=self.username, is_forum=True if self.forum else None)
