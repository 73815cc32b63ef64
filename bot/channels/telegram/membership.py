"""Asks Telegram whether a person is a member or an administrator of the staff group."""

from __future__ import annotations

import asyncio
import logging

from aiogram.enums import ChatMemberStatus
from aiogram.methods import GetChatMember

from bot.channels.telegram.addresses import number_of
from bot.channels.telegram.calls import as_call
from bot.channels.telegram.gateway import Gateway
from bot.channels.telegram.responses import ADMIN_REQUIRED
from bot.dialogue.membership import PersonInChat
from bot.dialogue.undelivered import Trouble, Undelivered
from bot.domain.frozen import frozen
from bot.domain.standing import Standing, StandingDoubt
from bot.lru_cache import LruCache
from bot.machine import Monotonic

log = logging.getLogger(__name__)
REMEMBER_SECONDS = 300  # a person who has left the group must not read contacts for long
DECISION_WAIT_SECONDS = 2.0  # the person who presses sees a spinner meanwhile, and others wait too
HIDDEN = "Telegram does not tell this bot who is in the staff group; make the bot an administrator of the group"
STANDINGS: dict[str, Standing] = {
    ChatMemberStatus.CREATOR: Standing.ADMINISTRATOR,
    ChatMemberStatus.ADMINISTRATOR: Standing.ADMINISTRATOR,
    ChatMemberStatus.MEMBER: Standing.MEMBER,
    ChatMemberStatus.LEFT: Standing.OUTSIDE,
    ChatMemberStatus.KICKED: Standing.OUTSIDE,
}


@frozen
class PendingCall:
    """A call that is under way since this monotonic second. It goes on when a decision no longer waits for it, because
    its answer is remembered for the next press."""

    since: float
    answer: asyncio.Task[Standing | StandingDoubt]


class TelegramMembership:
    """Remembers answers for REMEMBER_SECONDS, for when Telegram cannot be asked.

    The seconds are monotonic: a clock that is set back must not make anybody a member for hours.
    """

    def __init__(self, gateway: Gateway, monotonic: Monotonic) -> None:
        self._gateway = gateway
        self._monotonic = monotonic
        self._seen: LruCache[PersonInChat, tuple[Standing, float]] = LruCache(1000)
        self._pending: dict[PersonInChat, PendingCall] = {}
        self._hidden = False

    def troubles(self) -> list[str]:
        """Why no colleague can work; empty if they can."""
        return [HIDDEN] if self._hidden else []

    def remembered(self, who: PersonInChat) -> Standing:
        """What Telegram said within the last REMEMBER_SECONDS; OUTSIDE if it said nothing."""
        standing, seen_at = self._seen.get(who) or (Standing.OUTSIDE, 0.0)
        return standing if self._monotonic() - seen_at < REMEMBER_SECONDS else Standing.OUTSIDE

    async def ask(self, who: PersonInChat, received_at: float) -> Standing | StandingDoubt:
        """What Telegram says; StandingDoubt.PASSING if it does not respond in time.

        The wait ends DECISION_WAIT_SECONDS after the call began or, if that was earlier, after the update was received
        at this monotonic second: ten presses of one person wait for each other.
        """
        pending = self._pending.get(who)
        if pending is None:
            pending = self._pending[who] = PendingCall(self._monotonic(), asyncio.create_task(self._find_out(who)))
        left = min(pending.since, received_at) + DECISION_WAIT_SECONDS - self._monotonic()
        await asyncio.wait([pending.answer], timeout=max(left, 0.0))
        heard = pending.answer.done() and not pending.answer.cancelled()
        return pending.answer.result() if heard else StandingDoubt.PASSING

    def stop(self) -> None:
        """Cancel all calls that are under way."""
        for pending in self._pending.values():
            pending.answer.cancel()

    async def _find_out(self, who: PersonInChat) -> Standing | StandingDoubt:
        chat_id, user_id = who[0], number_of(who[1])
        try:
            member = await self._gateway.call(as_call(GetChatMember(chat_id=chat_id, user_id=user_id)))
        except Undelivered as failure:
            return self._doubt(failure)
        finally:
            del self._pending[who]
        standing = standing_of(member)
        if standing is None:
            log.warning("membership could not be checked: the record of the member cannot be read")
            return StandingDoubt.PASSING
        self._hidden = False
        self._seen.put(who, (standing, self._monotonic()))
        return standing

    def _doubt(self, failure: Undelivered) -> StandingDoubt:
        # If the group hides its members and the bot is no administrator, Telegram responds with 400 CHAT_ADMIN_REQUIRED
        # or PARTICIPANT_ID_INVALID (teloxide/teloxide#1349), about a person it has not met lately with USER_ID_INVALID
        # (tdlib/td#589), and in channels with "member list is inaccessible". An administrator gets none of these.
        if failure.trouble is not Trouble.REFUSED and failure.reason != ADMIN_REQUIRED:
            log.warning("membership could not be checked: %s", failure.explanation)
            return StandingDoubt.PASSING
        if not self._hidden:
            log.error(HIDDEN)
        self._hidden = True
        return StandingDoubt.HIDDEN


def standing_of(member: object) -> Standing | None:
    """What a raw ChatMember says, whatever its other fields are; None if it cannot be read."""
    said = member if isinstance(member, dict) else {}
    status, is_member = said.get("status"), said.get("is_member")
    if status == ChatMemberStatus.RESTRICTED and isinstance(is_member, bool):
        return Standing.MEMBER if is_member else Standing.OUTSIDE
    return STANDINGS.get(str(status))
