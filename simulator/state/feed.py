"""Who hears that something happened? The bot by updates, those who watch by events."""

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
from simulator.state.updates import MESSAGE_LIFE_MS, PRESS_LIFE_MS, Update, UpdateQueue

PRESS_LANE = 3 << 33
MEMBERSHIP_LANE = 5 << 33


class Feed:
    """All chats tell it; it knows no chat by itself."""

    def __init__(self, bot: Bot, clock: SimulatedClock, updates: UpdateQueue) -> None:
        self.bot = bot
        self.clock = clock
        self.updates = updates
        self.events = Events()
        self.met: set[int] = set()  # whom the bot saw in a group, without a private chat

    def queue_message(self, message: Message, kind: str) -> Update | None:
        """An update about it, if the bot may see it; `kind` is message or edited_message."""
        if not bot_receives(message):
            return None
        self.met.add(message.sender.id)
        return self._queue(kind, message.to_json(), message.chat.id, MESSAGE_LIFE_MS)

    def queue_press(self, query: Query) -> Update | None:
        """Presses reach the bot in every mode, for 150 seconds."""
        self.met.add(query.user.id)
        return self._queue("callback_query", query.to_json(), query.user.id + PRESS_LANE, PRESS_LIFE_MS)

    def queue_membership(
        self, kind: str, chat: AbstractChat, by: Account | Bot, member: Account | Bot, before: Membership
    ) -> None:
        """Somebody's place in a chat changed (ChatMemberUpdated)."""
        content = {
            "chat": chat.to_json(),
            "from": by.to_json(),
            "date": self.clock.now(),
            "old_chat_member": before.to_json(member.to_json()),
            "new_chat_member": chat.membership(member.id).to_json(member.to_json()),
        }
        self._queue(kind, content, chat.id + MEMBERSHIP_LANE, MESSAGE_LIFE_MS)
        self.changed("membership", chat=chat)

    def forget_message(self, message: Message) -> None:
        """Nobody sees it any more; bots are not told."""
        message.deleted = True
        self.changed("message_deleted", message=message)

    def changed(
        self, kind: str, chat: AbstractChat | None = None, message: Message | None = None, query: Query | None = None
    ) -> None:
        """Tells those who watch."""
        place = chat or (message.chat if message else None) or (query.message.chat if query else None)
        self.events.emit(Event(kind, place.id if place else None, message, query))

    def _queue(self, kind: str, content: dict[str, Any], lane: int, life_ms: int) -> Update | None:
        update = self.updates.put(kind, content, lane, self.clock.now_ms() + life_ms)
        if update is not None:
            self.changed("update_queued")
        return update
