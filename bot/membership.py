"""Does whoever presses belong to the staff group now?"""

from __future__ import annotations

import logging

from aiogram.enums import ChatMemberStatus
from aiogram.methods import GetChatMember

from bot.clock import Clock
from bot.gateway import Gateway, Undelivered
from bot.memory import Recent

log = logging.getLogger(__name__)
REMEMBERED = 5 * 60 * 1000  # milliseconds; somebody who has left must not read contacts for long
INSIDE = {ChatMemberStatus.CREATOR, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.MEMBER}


class Membership:
    """Asks Telegram, and remembers a yes for minutes."""

    def __init__(self, gateway: Gateway, clock: Clock) -> None:
        self._gateway = gateway
        self._clock = clock
        self._seen: Recent[tuple[int, int], int] = Recent(1000)

    async def has(self, chat_id: int, user_id: int) -> bool:
        seen_at = self._seen.get((chat_id, user_id))
        if seen_at is not None and self._clock() - seen_at < REMEMBERED:
            return True
        inside = await self._ask(chat_id, user_id)
        if inside:
            self._seen.put((chat_id, user_id), self._clock())
        return inside

    async def _ask(self, chat_id: int, user_id: int) -> bool:
        try:
            member = await self._gateway.call(GetChatMember(chat_id=chat_id, user_id=user_id))
        except Undelivered as failure:
            # Nobody is let in on a guess; the press can be repeated.
            log.warning("membership could not be checked: %s", failure.trouble)
            return False
        return member.status in INSIDE or (
            member.status == ChatMemberStatus.RESTRICTED and bool(getattr(member, "is_member", False))
        )
