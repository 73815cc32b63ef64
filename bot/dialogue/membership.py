"""Does somebody belong to the staff group now, and do they run it? A channel knows; whoever decides asks."""

from __future__ import annotations

from typing import Protocol

from bot.domain.address import Address
from bot.domain.standing import Doubt, Standing, StandingUnknown


class StaffChat(Protocol):
    """Call it for the number of the staff group, None if there is none; then `code` makes a group the staff group."""

    @property
    def code(self) -> str | None: ...

    def __call__(self) -> int | None: ...


PersonInChat = tuple[int, Address]
"""The number of the chat, and the address of the person."""


class Membership(Protocol):
    """What a channel knows of a group, and can find out."""

    def remembered(self, who: PersonInChat) -> Standing:
        """What they surely were minutes ago; OUTSIDE if nobody knows."""

    async def ask(self, who: PersonInChat, received_at: float) -> Standing | Doubt:
        """What the channel says, if it does soon after the update was received (monotonic seconds)."""


class StandingInquiry:
    """About whoever caused one update. Asks at most once, however often the update is decided."""

    def __init__(self, membership: Membership, who: PersonInChat, received_at: float) -> None:
        self._membership = membership
        self._who = who
        self.chat_id = who[0]
        self._received_at = received_at
        self._answer: Standing | Doubt | None = None

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
        if isinstance(self._answer, Doubt):
            raise StandingUnknown(self._answer)
        return self._answer >= wanted
