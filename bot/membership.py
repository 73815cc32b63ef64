"""Does somebody belong to the staff group now, and do they run it?"""

from __future__ import annotations

import logging
from enum import IntEnum

from aiogram.enums import ChatMemberStatus
from aiogram.methods import GetChatMember

from bot.clock import Clock
from bot.gateway import Gateway, Undelivered
from bot.memory import Recent

log = logging.getLogger(__name__)
REMEMBERED = 5 * 60 * 1000  # milliseconds; somebody who has left must not read contacts for long


class Standing(IntEnum):
    """Each may what the ones before it may."""

    OUTSIDE = 0
    MEMBER = 1
    ADMINISTRATOR = 2


STANDINGS: dict[str, Standing] = {
    ChatMemberStatus.CREATOR: Standing.ADMINISTRATOR,
    ChatMemberStatus.ADMINISTRATOR: Standing.ADMINISTRATOR,
    ChatMemberStatus.MEMBER: Standing.MEMBER,
}


class Membership:
    """Asks Telegram, and remembers a yes for minutes; a no is asked again, for people are let in and promoted."""

    def __init__(self, gateway: Gateway, clock: Clock) -> None:
        self._gateway = gateway
        self._clock = clock
        self._seen: Recent[tuple[int, int], tuple[Standing, int]] = Recent(1000)

    async def has(self, chat_id: int, user_id: int) -> bool:
        """Whether somebody is a member."""
        return await self._is(chat_id, user_id, Standing.MEMBER)

    async def runs(self, chat_id: int, user_id: int) -> bool:
        """Whether somebody is an administrator, or the owner."""
        return await self._is(chat_id, user_id, Standing.ADMINISTRATOR)

    async def _is(self, chat_id: int, user_id: int, wanted: Standing) -> bool:
        standing, seen_at = self._seen.get((chat_id, user_id)) or (Standing.OUTSIDE, 0)
        if standing >= wanted and self._clock() - seen_at < REMEMBERED:
            return True
        standing = await self._ask(chat_id, user_id)
        self._seen.put((chat_id, user_id), (standing, self._clock()))
        return standing >= wanted

    async def _ask(self, chat_id: int, user_id: int) -> Standing:
        try:
            member = await self._gateway.call(GetChatMember(chat_id=chat_id, user_id=user_id))
        except Undelivered as failure:
            # Nobody is let in on a guess; the press can be repeated.
            log.warning("membership could not be checked: %s", failure.trouble)
            return Standing.OUTSIDE
        said = member if isinstance(member, dict) else {}
        if said.get("status") == ChatMemberStatus.RESTRICTED and said.get("is_member") is True:
            return Standing.MEMBER
        return STANDINGS.get(str(said.get("status")), Standing.OUTSIDE)
