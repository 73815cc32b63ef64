"""How does one call reach Telegram, and what does it mean when it does not?"""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    RestartingTelegram,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import TelegramMethod
from aiohttp import ClientConnectorError

from bot.pace import Pace

Result = TypeVar("Result")


class Session(AiohttpSession):
    """aiogram's, without the quarter of a second it sleeps after closing."""

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


PATIENCE = 15.0  # seconds for one call; Telegram answers in well under one


class Trouble(StrEnum):
    """Why a call had no effect, or may have had none."""

    BUSY = "busy"  # 429: later, and not before it says
    OUTAGE = "outage"  # network, 5xx: nobody knows whether it happened
    UNREACHABLE = "unreachable"  # blocked, kicked, no such chat
    MOVED = "moved"  # the group has become a supergroup
    GONE = "gone"  # no such message
    UNCHANGED = "unchanged"  # the message says this already
    REFUSED = "refused"  # any other 400: repeating it will not help


class Undelivered(Exception):
    """A call did not do what it should; `trouble` says whether trying again can help."""

    def __init__(
        self,
        trouble: Trouble,
        retry_after: float | None = None,
        moved_to: int | None = None,
        *,
        is_certain: bool = True,
    ) -> None:
        """`is_certain`: it surely had no effect."""
        super().__init__(trouble)
        self.is_certain = is_certain
        self.trouble = trouble
        self.retry_after = retry_after
        self.moved_to = moved_to

    @property
    def permanent(self) -> bool:
        return self.trouble not in (Trouble.BUSY, Trouble.OUTAGE)


# Substrings of Telegram's descriptions, lower case (facts/telegram.md 3). An unknown 400 counts as REFUSED.
DESCRIPTIONS = {
    "message is not modified": Trouble.UNCHANGED,
    "message to edit not found": Trouble.GONE,
    "message to delete not found": Trouble.GONE,
    "chat not found": Trouble.UNREACHABLE,
    "user is deactivated": Trouble.UNREACHABLE,
    "not enough rights to send": Trouble.UNREACHABLE,
    "chat_write_forbidden": Trouble.UNREACHABLE,
    "message thread not found": Trouble.UNREACHABLE,
    "topic_closed": Trouble.UNREACHABLE,
    "topic_deleted": Trouble.UNREACHABLE,
}


class Gateway:
    """Every call to Telegram but getUpdates goes through here."""

    def __init__(self, bot: Bot, pace: Pace) -> None:
        self._bot = bot
        self._pace = pace

    async def call(self, method: TelegramMethod[Result], chat_id: int | None = None) -> Result:
        """One call, at the pace of its chat. Raises Undelivered."""
        if chat_id is not None:
            await self._pace.wait(chat_id)
        try:
            return await self._bot(method, request_timeout=int(PATIENCE))
        except (TimeoutError, AiogramError, OSError) as error:
            failure = explain(error)
        if failure.retry_after is not None and chat_id is not None:
            self._pace.silence(chat_id, failure.retry_after)
        raise failure


def explain(error: Exception) -> Undelivered:
    """From the library's exceptions to what they mean for us."""
    match error:
        case TelegramRetryAfter():
            return Undelivered(Trouble.BUSY, retry_after=float(error.retry_after))
        case TelegramMigrateToChat():
            return Undelivered(Trouble.MOVED, moved_to=error.migrate_to_chat_id)
        case TelegramForbiddenError():
            return Undelivered(Trouble.UNREACHABLE)
        case TelegramBadRequest():
            described = error.message.lower()
            known = (trouble for part, trouble in DESCRIPTIONS.items() if part in described)
            return Undelivered(next(known, Trouble.REFUSED))
        case TelegramUnauthorizedError():
            return Undelivered(Trouble.OUTAGE)  # a token that worked at the start was revoked; nothing may be lost
        case TelegramNotFound():
            return Undelivered(Trouble.REFUSED)
        case TelegramAPIError() if "too many requests" in error.message.lower():
            return Undelivered(Trouble.BUSY, retry_after=1.0)
        case TelegramServerError() | RestartingTelegram() | ClientDecodeError():
            return Undelivered(Trouble.OUTAGE)  # somebody before Telegram has said no
        case _:
            never_left = isinstance(error.__cause__, ClientConnectorError)
            return Undelivered(Trouble.OUTAGE, is_certain=never_left)
