"""Compares the clock of this machine with Telegram's time before a command destroys data that is due."""

from __future__ import annotations

from bot.channels.telegram.client import Client
from bot.channels.telegram.identity import identify
from bot.config.settings import Settings
from bot.dialogue.undelivered import Undelivered
from bot.health.time_check import TimeCheck
from bot.refusal import Refusal

CALL_TIMEOUT_SECONDS = 10


class TimeUncertain(Refusal):
    """The right time is not known for sure."""

    line = (
        "Telegram could not be asked what time it is, so nothing was destroyed; try again, or unset BOT_TOKEN to go "
        "by the clock of this machine alone"
    )


async def require_correct_clock(settings: Settings, check: TimeCheck) -> None:
    """Raises TimeUncertain, and what `identify` raises. Without a token there is nobody to ask, so it only returns."""
    if settings.bot_token is None:
        return
    client = Client.at(settings.telegram_api_url, settings.bot_token.get_secret_value(), check.on_request)
    try:
        await identify(client, CALL_TIMEOUT_SECONDS)
    except Undelivered:
        raise TimeUncertain from None
    finally:
        await client.session.close()
    if alarm := check.disagreement():
        raise TimeUncertain(alarm)
