"""The whole simulated Telegram in memory, without I/O: its people, its groups, and the bot's calls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from simulator import dispatch, snapshots
from simulator.actors.user import User
from simulator.state.calls import CALLS_KEPT
from simulator.state.chance import make_random
from simulator.state.clock import SimulatedClock
from simulator.state.group import Group
from simulator.state.membership import MEMBER
from simulator.state.message import Message
from simulator.state.press import Query
from simulator.state.profile import Scope
from simulator.state.updates import Update
from simulator.state.world_state import WorldState


class World(WorldState):
    """The state of Telegram, in which tests make people and groups. The bot acts through `call`."""

    users: dict[int, User]

    def __init__(
        self,
        token: str,
        clock: SimulatedClock,
        bot_username: str = "momu_bot",
        bot_name: str = "Много Музыки",
        seed: int | None = None,
        calls_kept: int = CALLS_KEPT,
    ) -> None:
        super().__init__(token, clock, bot_username, bot_name, seed, calls_kept)

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
        user = User(chosen, first_name, last_name, username, language_code, phone, world=self)
        self.users[chosen] = user
        self.open_private_chat(user)
        return user

    def supergroup(
        self, title: str, members: Iterable[User] = (), forum: bool = False, bot_member: bool = True
    ) -> Group:
        """The first of `members` owns the group; the bot is a plain member."""
        return self._group_with("supergroup", title, members, forum, bot_member)

    def basic_group(self, title: str, members: Iterable[User] = (), bot_member: bool = True) -> Group:
        return self._group_with("group", title, members, False, bot_member)

    def call(self, method: str, params: Mapping[str, Any] | None = None, **more: Any) -> Any:
        """One Bot API call without HTTP: its result. Raises ApiError, or ConnectionResetError by a fault."""
        return dispatch.call(self, method, {**(params or {}), **more})

    def redeliver(self, what: Update | Message | Query | None) -> None:
        """Queues the same update again, even if it was confirmed. Raises LookupError if there was none."""
        update = what if isinstance(what, Update) or what is None else what.update
        if update is None:
            raise LookupError("the bot never got an update about this")
        self.updates.put_again(update)
        self.feed.emit("update_queued")

    def duplicate_updates(self, times: int) -> None:
        """From now on every update is delivered `times` times in all (2 or more)."""
        self.updates.repeat_each(times)

    def reorder_updates(self, seed: int) -> None:
        """From now on updates of different lanes may overtake each other."""
        self.updates.shuffle(make_random(seed))

    def commands(self, scope: Scope = "default", language: str = "") -> list[tuple[str, str]]:
        """The commands stored for exactly this scope and language: names and descriptions."""
        return [(command.name, command.description) for command in self.profile.commands_for(scope, language)]

    def snapshot(self) -> dict[str, Any]:
        """The whole state as data that JSON can hold."""
        return snapshots.of_world(self)

    def _group_with(self, kind: str, title: str, members: Iterable[User], forum: bool, bot_member: bool) -> Group:
        group = self.create_group(kind, title, forum)
        group.set_first_members(list(members) or [self.user("Иесі")])
        if bot_member:
            group.members[self.bot.id] = MEMBER
        return group
