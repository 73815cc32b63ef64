"""Asks Telegram which bot this token belongs to."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from aiogram.methods import GetMe

from bot.channels.telegram.client import CALL_TIMEOUT_SECONDS, Client
from bot.dialogue.undelivered import Undelivered
from bot.health.lasting_lines import LastingLines
from bot.machine import Monotonic, Sleep
from bot.refusal import Refusal

log = logging.getLogger(__name__)
PAUSE_SECONDS = 5.0  # between attempts while Telegram cannot be reached
LONG_PAUSE_SECONDS = 30.0  # between attempts after the first FEW
FEW = 60
NOT_REACHED = "Telegram cannot be reached (%s), see TELEGRAM_API_URL; trying again"


class WrongToken(Refusal):
    """Telegram does not know this token."""

    line = "BOT_TOKEN: Telegram does not know this token; copy it again from @BotFather"


class WrongAddress(Refusal):
    """A server responds at this address, but it is no Bot API server."""

    line = (
        "TELEGRAM_API_URL: nothing is at this path (404); give the address of a Bot API server up to where /bot "
        "begins, or leave the setting out for Telegram's own"
    )


async def wait_for_username(client: Client, sleep: Sleep, monotonic: Monotonic) -> str:
    """The bot's username. Waits until Telegram can be reached. Raises WrongToken and WrongAddress."""
    lines = LastingLines(log, monotonic)
    attempt = 0
    while True:
        try:
            return username_of(await identify(client))
        except Undelivered as failure:
            lines.say(logging.WARNING, NOT_REACHED, failure.explanation)
            await sleep(PAUSE_SECONDS if attempt < FEW else LONG_PAUSE_SECONDS)
            attempt += 1


async def identify(client: Client, seconds: int = CALL_TIMEOUT_SECONDS) -> Mapping[str, Any]:
    """The raw result of getMe. Also tells the client its username. Raises WrongToken, WrongAddress and Undelivered."""
    try:
        me = await client(GetMe(), seconds=seconds)
    except Undelivered as failure:
        # Telegram's own server also responds with 404 to a token that it cannot parse.
        is_ours = client.session.is_official
        if failure.status == 401 or (failure.status == 404 and is_ours):
            raise WrongToken from None
        if failure.status == 404:
            raise WrongAddress from None
        raise
    known = me if isinstance(me, dict) else {}
    client.name = username_of(known)
    return known


def username_of(me: Mapping[str, Any]) -> str:
    username = me.get("username")
    return username if isinstance(username, str) else ""
