"""What is true in the simulated Telegram? All state, in memory, without I/O."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from typing import Any, overload

from simulator import dispatch, snapshots, waiting
from simulator.actors.user import User
from simulator.state.calls import Calls
from simulator.state.chance import seeded
from simulator.state.chat import Chat
from simulator.state.clock import SimulatedClock
from simulator.state.content import Attachment
from simulator.state.events import Event, Events
from simulator.state.faults import Faults
from simulator.state.group import Group
from simulator.state.limits import RealLimits
from simulator.state.membership import MEMBER, Membership
from simulator.state.message import Message, Version
from simulator.state.people import Bot
from simulator.state.press import Query
from simulator.state.privacy_mode import bot_receives
from simulator.state.private_chat import PrivateChat
from simulator.state.profile import Profile, Scope
from simulator.state.updates import MESSAGE_LIFE_MS, PRESS_LIFE_MS, Update, UpdateQueue
from simulator.state.webhook import Webhook

PRESS_LANE = 3 << 33
MEMBERSHIP_LANE = 5 << 33
CALLS_KEPT = 10_000  # some 50 MB


class World:
    """One bot, its chats and the people in them. Everything the bot does comes through `call`."""

    def __init__(
        self,
        token: str,
        clock: SimulatedClock,
        bot_username: str = "momu_bot",
        bot_name: str = "Много Музыки",
        seed: int | None = None,
        calls_kept: int = CALLS_KEPT,
    ) -> None:
        self.token = token
        self.clock = clock
        self.chance = seeded(seed)
        self.bot = Bot(int(token.partition(":")[0]), bot_name, bot_username)
        self.users: dict[int, User] = {}
        self.private_chats: dict[int, PrivateChat] = {}
        self.chats: dict[int, Chat] = {}
        self.queries: dict[str, Query] = {}
        self.met: set[int] = set()  # whom the bot saw in a group, without a private chat
        self.files: dict[str, Attachment] = {}
        self.profile = Profile(bot_name)
        self.updates = UpdateQueue(self.chance)
        self.webhook = Webhook()
        self.calls = Calls(calls_kept)
        self.faults = Faults(self.chance)
        self.limits: RealLimits | None = None
        self.events = Events()
        self.logged_out = False
        self.started_ms = clock.now_ms()
        self._taken_ids = {self.bot.id}
        self._private_message_id = self.chance.randrange(10, 4000)

    def user(
        self,
        first_name: str,
        language_code: str | None = "kk",
        last_name: str | None = None,
        username: str | None = None,
        phone: str | None = None,
        user_id: int | None = None,
    ) -> User:
        """A person who has not yet written to the bot."""
        chosen = user_id or self._new_id(100_000_000, 7_999_999_999)
        if chosen in self.users:
            raise ValueError(f"there is already a user {chosen}")
        user = User(self, chosen, first_name, last_name, username, language_code, phone)
        self.users[chosen] = user
        self.private_chats[chosen] = PrivateChat(self, user)
        self.chats[chosen] = self.private_chats[chosen]
        return user

    def supergroup(
        self, title: str, members: Iterable[User] = (), forum: bool = False, bot_member: bool = True
    ) -> Group:
        """The first member owns it; the bot is a plain member."""
        return self._group_with("supergroup", title, members, forum, bot_member)

    def basic_group(self, title: str, members: Iterable[User] = (), bot_member: bool = True) -> Group:
        return self._group_with("group", title, members, False, bot_member)

    def found_group(self, kind: str, title: str, forum: bool = False) -> Group:
        """An empty group with a fresh id: -100… for supergroups, -… for basic groups."""
        number = self._new_id(1_000_000_000, 3_999_999_999)
        chat_id = -(10**12 + number) if kind == "supergroup" else -number
        group = Group(self, chat_id, kind, title, forum)
        self.chats[chat_id] = group
        return group

    def call(self, method: str, params: Mapping[str, Any] | None = None, **more: Any) -> Any:
        """One Bot API call without HTTP: the result, or ApiError."""
        return dispatch.call(self, method, {**(params or {}), **more})

    def add_message(self, chat: Chat, sender: User | Bot, version: Version, **extra: Any) -> Message:
        """Puts a message into a chat, and into the bot's queue if the bot may see it."""
        message = Message(chat.next_message_id(), chat, sender, self.clock.now(), version, **extra)
        chat.keep(message)
        if version.attachment and version.attachment.file_id:
            self.files[version.attachment.file_id] = version.attachment
        message.update = self.queue_message(message, "message")
        self.changed("message_sent", message=message)
        return message

    def add_query(self, user: User, message: Message, data: str) -> Query:
        """A press; callbacks reach the bot in every mode, for 150 seconds."""
        self.met.add(user.id)
        query = Query(str(user.id << 32 | self.chance.getrandbits(31)), user, message, data, self.clock.now_ms())
        self.queries[query.id] = query
        query.update = self._queue("callback_query", query.to_json(), user.id + PRESS_LANE, PRESS_LIFE_MS)
        self.changed("query_pressed", query=query)
        return query

    def queue_message(self, message: Message, kind: str) -> Update | None:
        if not bot_receives(message):
            return None
        self.met.add(message.sender.id)
        return self._queue(kind, message.to_json(), message.chat.id, MESSAGE_LIFE_MS)

    def queue_membership(self, kind: str, chat: Chat, by: User | Bot, member: User | Bot, before: Membership) -> None:
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
        message.deleted = True
        self.changed("message_deleted", message=message)

    def redeliver(self, what: Update | Message | Query | None) -> None:
        """Puts the same update, with the same id, into the queue again, even if it was confirmed."""
        update = what if isinstance(what, Update) or what is None else what.update
        if update is None:
            raise LookupError("the bot never got an update about this")
        self.updates.put_again(update)
        self.changed("update_queued")

    def duplicate_updates(self, times: int) -> None:
        """From now on every update comes so many times in all (2 = twice)."""
        self.updates.repeat_each(times)

    def reorder_updates(self, seed: int) -> None:
        """From now on updates of different lanes overtake each other."""
        self.updates.shuffle(seeded(seed))

    def commands(self, scope: Scope = "default", language: str = "") -> list[tuple[str, str]]:
        """What setMyCommands stored for exactly this scope and language."""
        return [(command.name, command.description) for command in self.profile.commands_for(scope, language)]

    async def until(self, predicate: Callable[[], object], timeout: float = 5.0) -> None:  # noqa: ASYNC109
        """Waits until it is true; the TimeoutError shows what each chat last said."""
        await waiting.until(self, predicate, timeout)

    @overload
    def listen(self) -> AsyncIterator[Event]: ...
    @overload
    def listen(self, listener: Callable[[Event], None]) -> Callable[[], None]: ...
    def listen(self, listener: Callable[[Event], None] | None = None) -> AsyncIterator[Event] | Callable[[], None]:
        """Calls back at every event and returns what stops it; without a listener, an async iterator."""
        return self.events.stream() if listener is None else self.events.listen(listener)

    def snapshot(self) -> dict[str, Any]:
        """All state as plain JSON-able data."""
        return snapshots.of_world(self)

    def changed(
        self, kind: str, chat: Chat | None = None, message: Message | None = None, query: Query | None = None
    ) -> None:
        place = chat or (message.chat if message else None) or (query.message.chat if query else None)
        self.events.emit(Event(kind, place.id if place else None, message, query))

    @property
    def coming_private_message_id(self) -> int:
        return self._private_message_id + 1

    def next_private_message_id(self) -> int:
        self._private_message_id += 1
        return self._private_message_id

    def new_file_id(self) -> str:
        return f"BQACAgIAAxk{self.chance.getrandbits(160):040x}"

    def _new_id(self, low: int, high: int) -> int:
        while (number := self.chance.randrange(low, high)) in self._taken_ids:
            pass
        self._taken_ids.add(number)
        return number

    def _group_with(self, kind: str, title: str, members: Iterable[User], forum: bool, bot_member: bool) -> Group:
        group = self.found_group(kind, title, forum)
        group.settle(list(members) or [self.user("Иесі")])
        if bot_member:
            group.members[self.bot.id] = MEMBER
        return group

    def _queue(self, kind: str, content: dict[str, Any], lane: int, life_ms: int) -> Update | None:
        update = self.updates.put(kind, content, lane, self.clock.now_ms() + life_ms)
        if update is not None:
            self.changed("update_queued")
        return update
