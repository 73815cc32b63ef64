"""Does this machine's clock agree with Telegram's, before a command destroys what is due by it?"""

from __future__ import annotations

from bot.channels.telegram.identity import identify
from bot.channels.telegram.session import Client
from bot.config.settings import Settings
from bot.dialogue.undelivered import Undelivered
from bot.health.time_check import TimeCheck
from bot.refusal import Refusal

PATIENCE = 10  # seconds for one answer


class TimeUncertain(Refusal):
    """Nobody knows for sure that it is time."""

    line = (
        "Telegram could not be asked what time it is, so nothing was destroyed; try again, or unset BOT_TOKEN to go "
        "by the clock of this machine alone"
    )


async def agree_on_time(settings: Settings, check: TimeCheck) -> None:
    """Raises TimeUncertain, and what `identify` raises. Without a token nobody is asked."""
    if settings.bot_token is None:
        return
    client = Client.at(settings.telegram_api_url, settings.bot_token.get_secret_value(), check.on_request)
    try:
        await identify(client, PATIENCE)
    except Undelivered:
        raise TimeUncertain from None
    finally:
        await client.session.close()
    if alarm := check.disagreement():
        raise TimeUncertain(alarm)
