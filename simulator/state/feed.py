"""Reports what happens in chats: to the bot by updates, to listeners by events."""

from __future__ import annotations

from typing import Any

from simulator.state.abstract_chat import AbstractChat
from simulator.state.clock import SimulatedClock
from simulator.state.events import Event, Events
from simulator.state.membership import Membership
from simulator.state.message import Message
from simulator.state.people import Account, Bot
from simulator.state.press import Query
from simulator.state.privacy_mode import bot_receives
from simulator.state.updates import MESSAGE_LIFETIME_MS, PRESS_LIFETIME_MS, Update, UpdateQueue

PRESS_LANE = 3 << 33
MEMBERSHIP_LANE = 5 << 33


class Feed:
    """Every chat reports to it; it holds no chats itself."""

    def __init__(self, bot: Bot, clock: SimulatedClock, updates: UpdateQueue) -> None:
        self.bot = bot
        self.clock = clock
        self.updates = updates
        self.events = Events()
        self.met_user_ids: set[int] = set()  # people whom the bot knows from an update, in any chat

    def queue_message(self, message: Message, kind: str) -> Update | None:
        """Queues an update about a message, if the bot may see it; `kind` is message or edited_message."""
        if not bot_receives(message):
            return None
        self.met_user_ids.add(message.sender.id)
        return self._queue(kind, message.to_json(), message.chat.id, MESSAGE_LIFETIME_MS)

    def queue_press(self, query: Query) -> Update | None:
        """Queues an update about a press; it waits 150 seconds at most, and privacy mode does not hide it."""
        self.met_user_ids.add(query.user.id)
        return self._queue("callback_query", query.to_json(), query.user.id + PRESS_LANE, PRESS_LIFETIME_MS)

    def queue_membership(
        self, kind: str, chat: AbstractChat, by: Account | Bot, member: Account | Bot, before: Membership
    ) -> None:
        """Queues an update about a changed member (ChatMemberUpdated)."""
        content = {
            "chat": chat.to_json(),
            "from": by.to_json(),
            "date": self.clock.now(),
            "old_chat_member": before.to_json(member.to_json()),
            "new_chat_member": chat.membership(member.id).to_json(member.to_json()),
        }
        self._queue(kind, content, chat.id + MEMBERSHIP_LANE, MESSAGE_LIFETIME_MS)
        self.emit("membership", chat=chat)

    def forget_message(self, message: Message) -> None:
        """Marks a message as deleted; bots are not told."""
        message.deleted = True
        self.emit("message_deleted", message=message)

    def emit(
        self, kind: str, chat: AbstractChat | None = None, message: Message | None = None, query: Query | None = None
    ) -> None:
        """Tells the listeners."""
        place = chat or (message.chat if message else None) or (query.message.chat if query else None)
        self.events.emit(Event(kind, place.id if place else None, message, query))

    def _queue(self, kind: str, content: dict[str, Any], lane: int, life_ms: int) -> Update | None:
        update = self.updates.put(kind, content, lane, self.clock.now_ms() + life_ms)
        if update is not None:
            self.emit("update_queued")
        return update
