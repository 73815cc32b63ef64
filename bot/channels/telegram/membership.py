"""Does somebody belong to the staff group now, and do they run it?"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass

from aiogram.enums import ChatMemberStatus
from aiogram.methods import GetChatMember

from bot.channels.telegram.addresses import number_of
from bot.channels.telegram.answers import ADMIN_REQUIRED
from bot.channels.telegram.gateway import Gateway
from bot.dialogue.membership import PersonInChat
from bot.dialogue.undelivered import Trouble, Undelivered
from bot.domain.standing import Doubt, Standing
from bot.lru_cache import LruCache
from bot.machine import Monotonic

log = logging.getLogger(__name__)
REMEMBERED = 300  # seconds; somebody who has left must not read contacts for long
PATIENCE = 2.0  # seconds a decision waits for Telegram; whoever presses sees a turning ring, and others wait with them
HIDDEN = "Telegram does not tell this bot who is in the staff group; make the bot an administrator of the group"
STANDINGS: dict[str, Standing] = {
    ChatMemberStatus.CREATOR: Standing.ADMINISTRATOR,
    ChatMemberStatus.ADMINISTRATOR: Standing.ADMINISTRATOR,
    ChatMemberStatus.MEMBER: Standing.MEMBER,
    ChatMemberStatus.LEFT: Standing.OUTSIDE,
    ChatMemberStatus.KICKED: Standing.OUTSIDE,
}


@dataclass(frozen=True, slots=True)
class Question:
    """Under way to Telegram since a moment, in seconds. It is not given up when a decision no longer waits for it: the
    answer is remembered, and the next press has it."""

    since: float
    answer: asyncio.Task[Standing | Doubt]


class TelegramMembership:
    """Asks Telegram, and remembers a yes for minutes; a no is asked again, for people are let in and promoted.

    Minutes are counted by `monotonic`: a clock that is set back must not make anybody a member for hours.
    """

    def __init__(self, gateway: Gateway, monotonic: Monotonic) -> None:
        self._gateway = gateway
        self._monotonic = monotonic
        self._seen: LruCache[PersonInChat, tuple[Standing, float]] = LruCache(1000)
        self._under_way: dict[PersonInChat, Question] = {}
        self._hidden = False

    def troubles(self) -> list[str]:
        """Why nobody in the staff group can work."""
        return [HIDDEN] if self._hidden else []

    def remembered(self, who: PersonInChat) -> Standing:
        """What they surely were minutes ago."""
        standing, seen_at = self._seen.get(who) or (Standing.OUTSIDE, 0.0)
        return standing if self._monotonic() - seen_at < REMEMBERED else Standing.OUTSIDE

    async def ask(self, who: PersonInChat, received_at: float) -> Standing | Doubt:
        """What Telegram says, if it does within PATIENCE: of the moment at which it was asked, and of that at which the
        update was received, for ten presses of one person wait for each other."""
        question = self._under_way.get(who)
        if question is None:
            question = self._under_way[who] = Question(self._monotonic(), asyncio.create_task(self._find_out(who)))
        left = min(question.since, received_at) + PATIENCE - self._monotonic()
        await asyncio.wait([question.answer], timeout=max(left, 0.0))
        heard = question.answer.done() and not question.answer.cancelled()
        return question.answer.result() if heard else Doubt.PASSING

    def stop(self) -> None:
        """Nobody waits for an answer any more."""
        for question in self._under_way.values():
            question.answer.cancel()

    async def _find_out(self, who: PersonInChat) -> Standing | Doubt:
        chat_id, user_id = who[0], number_of(who[1])
        try:
            member = await self._gateway.call(GetChatMember(chat_id=chat_id, user_id=user_id))
        except Undelivered as failure:
            return self._doubt(failure)
        finally:
            del self._under_way[who]
        standing = standing_of(member)
        if standing is None:
            log.warning("membership could not be checked: the record of the member cannot be read")
            return Doubt.PASSING
        self._hidden = False
        self._seen.put(who, (standing, self._monotonic()))
        return standing

    def _doubt(self, failure: Undelivered) -> Doubt:
        # With hidden members and the bot a plain member Telegram answers 400 CHAT_ADMIN_REQUIRED or
        # PARTICIPANT_ID_INVALID (teloxide/teloxide#1349), about somebody it has not met lately USER_ID_INVALID, which
        # an administrator is spared too (tdlib/td#589), in channels "member list is inaccessible".
        if failure.trouble is not Trouble.REFUSED and failure.reason != ADMIN_REQUIRED:
            log.warning("membership could not be checked: %s", failure.explanation)
            return Doubt.PASSING
        if not self._hidden:
            log.error(HIDDEN)
        self._hidden = True
        return Doubt.HIDDEN


def standing_of(member: object) -> Standing | None:
    """As a ChatMember says it, whatever else stands there or is missing; None if it does not."""
    said = member if isinstance(member, dict) else {}
    status, is_member = said.get("status"), said.get("is_member")
    if status == ChatMemberStatus.RESTRICTED and isinstance(is_member, bool):
        return Standing.MEMBER if is_member else Standing.OUTSIDE
    return STANDINGS.get(str(status))
