"""The state of the simulated Telegram: one bot, its chats, people, updates and calls."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any, overload

from simulator.state import waiting
from simulator.state.calls import Calls
from simulator.state.chance import make_random
from simulator.state.chat import Chat
from simulator.state.clock import SimulatedClock
from simulator.state.content import Attachment
from simulator.state.ephemeral import EphemeralMessage
from simulator.state.events import Event
from simulator.state.faults import Faults
from simulator.state.feed import Feed
from simulator.state.group import Group
from simulator.state.late_calls import LateCalls
from simulator.state.limits import RealLimits
from simulator.state.message import Message, Version
from simulator.state.message_ids import MessageIds
from simulator.state.people import Account, Bot
from simulator.state.press import Query
from simulator.state.private_chat import PrivateChat
from simulator.state.profile import Profile
from simulator.state.topics import GENERAL
from simulator.state.updates import UpdateQueue
from simulator.state.webhook import Webhook

LONGEST_SECONDS = 20.0
"""Who waits for what comes waits no longer than it takes; the rest is for a busy machine."""


class WorldState:
    """One bot, its chats and their people; `feed` reports what happens to them."""

    def __init__(
        self, token: str, clock: SimulatedClock, bot_username: str, bot_name: str, seed: int | None, calls_kept: int
    ) -> None:
        self.token = token
        self.clock = clock
        self.chance = make_random(seed)
        self.bot = Bot(int(token.partition(":")[0]), bot_name, bot_username)
        self.users: Mapping[int, Account] = {}
        self.private_chats: dict[int, PrivateChat] = {}
        self.chats: dict[int, Chat] = {}
        self.queries: dict[str, Query] = {}
        self.files: dict[str, Attachment] = {}
        self.ephemeral: list[EphemeralMessage] = []  # all that there ever were
        self.profile = Profile(bot_name)
        self.updates = UpdateQueue(self.chance)
        self.feed = Feed(self.bot, clock, self.updates)
        self.webhook = Webhook()
        self.calls = Calls(calls_kept)
        self.faults = Faults(self.chance)
        self.late_calls = LateCalls()
        self.limits: RealLimits | None = None
        self.logged_out = False
        self.started_ms = clock.now_ms()
        self._taken_ids = {self.bot.id}
        self._private_ids = MessageIds(self.chance.randrange(10, 4000))

    def open_private_chat(self, user: Account) -> None:
        """Makes the empty chat of this person with the bot."""
        chat = PrivateChat(self.feed, self._private_ids, user)
        self.private_chats[user.id] = self.chats[user.id] = chat

    def create_group(self, kind: str, title: str, forum: bool = False) -> Group:
        """Makes an empty group with a new id: -100… for supergroups, -… for basic groups."""
        number = self._new_id(1_000_000_000, 3_999_999_999)
        is_supergroup = kind == "supergroup"
        chat_id = -(10**12 + number) if is_supergroup else -number
        first = GENERAL if forum else 0  # no topic can have the id of General
        ids = MessageIds(first) if is_supergroup else self._private_ids
        group = Group(self.feed, ids, chat_id, kind, title, forum, self.create_group)
        self.chats[chat_id] = group
        return group

    def add_message(self, chat: Chat, sender: Account | Bot, version: Version, **extra: Any) -> Message:
        """Adds a message to a chat; getFile finds its file from now on."""
        if version.attachment and version.attachment.file_id:
            self.files[version.attachment.file_id] = version.attachment
        return chat.put(sender, version, **extra)

    def add_query(self, user: Account, message: Message, data: str) -> Query:
        """Adds a press, and queues its update."""
        query = Query(str(user.id << 32 | self.chance.getrandbits(31)), user, message, data, self.clock.now_ms())
        self.queries[query.id] = query
        query.update = self.feed.queue_press(query)
        self.feed.emit("query_pressed", query=query)
        return query

    async def until(self, predicate: Callable[[], object], timeout: float = LONGEST_SECONDS) -> None:  # noqa: ASYNC109
        """Waits until the predicate is true, at most `timeout` seconds. Raises NeverTrue, which says what was waited
        for and how each chat ends."""
        await waiting.until(self.feed.events, predicate, timeout, self._describe)

    @overload
    def listen(self) -> AsyncIterator[Event]: ...
    @overload
    def listen(self, listener: Callable[[Event], None]) -> Callable[[], None]: ...
    def listen(self, listener: Callable[[Event], None] | None = None) -> AsyncIterator[Event] | Callable[[], None]:
        """Calls the listener at every event; returns the function that removes it. Without one: an async iterator."""
        return self.feed.events.stream() if listener is None else self.feed.events.listen(listener)

    def new_file_id(self) -> str:
        return f"BQACAgIAAxk{self.chance.getrandbits(160):040x}"

    def _new_id(self, low: int, high: int) -> int:
        while (number := self.chance.randrange(low, high)) in self._taken_ids:
            pass
        self._taken_ids.add(number)
        return number

    def _describe(self) -> str:
        return waiting.describe(self.chats.values(), self.calls, len(self.updates.pending))
