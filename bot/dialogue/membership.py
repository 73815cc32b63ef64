"""Whether somebody is a member or an administrator of the staff group: asked of the channel."""

from __future__ import annotations

from typing import Protocol

from bot.domain.address import Address
from bot.domain.standing import Standing, StandingDoubt, StandingUnknown


class StaffChat(Protocol):
    """Call it for the id of the staff group. It is None while there is none; then `code` connects one."""

    @property
    def code(self) -> str | None: ...

    def __call__(self) -> int | None: ...


PersonInChat = tuple[int, Address]
"""The id of the chat, and the address of the person."""


class Membership(Protocol):
    """What a channel knows about the members of a group."""

    def remembered(self, who: PersonInChat) -> Standing:
        """The standing learnt within the last minutes; OUTSIDE if none was."""

    async def ask(self, who: PersonInChat, received_at: float) -> Standing | StandingDoubt:
        """The channel's answer; StandingDoubt if it does not come soon after `received_at` (monotonic seconds)."""


class StandingInquiry:
    """The standing of the sender of one update. Asks at most once, however often the update is decided, and not if the
    channel answered within the last minutes. Handlers let StandingUnknown pass to `handlers.decide`."""

    def __init__(self, membership: Membership, who: PersonInChat, received_at: float) -> None:
        self._membership = membership
        self._who = who
        self._received_at = received_at
        self._answer: Standing | StandingDoubt | None = None

    async def is_member(self) -> bool:
        """Raises StandingUnknown."""
        return await self._is(Standing.MEMBER)

    async def is_administrator(self) -> bool:
        """Whether they are an administrator, or the owner. Raises StandingUnknown."""
        return await self._is(Standing.ADMINISTRATOR)

    async def _is(self, wanted: Standing) -> bool:
        if self._membership.remembered(self._who) >= wanted:
            return True
        if self._answer is None:
            self._answer = await self._membership.ask(self._who, self._received_at)
        if isinstance(self._answer, StandingDoubt):
            raise StandingUnknown(self._answer)
        return self._answer >= wanted
