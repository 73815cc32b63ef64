"""Is this token good, and is Telegram there?"""

from __future__ import annotations

import asyncio
import logging

from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramNotFound, TelegramUnauthorizedError

from bot.refusal import Refusal

log = logging.getLogger(__name__)
PATIENCE = 15.0  # seconds for one answer
PAUSE = 5.0  # seconds between tries while Telegram cannot be reached


class WrongToken(Refusal):
    """Telegram does not know this token."""

    line = "BOT_TOKEN: Telegram does not know this token; copy it again from @BotFather"


async def greet(bot: Bot) -> str:
    """The bot's username. Waits for Telegram as long as it takes; raises WrongToken."""
    while True:
        try:
            # Remembered by the library: a command with @name is compared with it, and must not ask again.
            async with asyncio.timeout(PATIENCE):
                return (await bot.me()).username or ""
        except (TelegramUnauthorizedError, TelegramNotFound):
            raise WrongToken from None
        except (AiogramError, OSError) as error:
            log.warning("Telegram cannot be reached (%s); trying again", type(error).__name__)
            await asyncio.sleep(PAUSE)
