"""Is this token good, and is Telegram there?"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from aiogram.client.telegram import PRODUCTION
from aiogram.methods import GetMe

from bot.channels.telegram.gateway import PATIENCE
from bot.channels.telegram.session import Client
from bot.dialogue.undelivered import Undelivered
from bot.machine import Sleep
from bot.refusal import Refusal

log = logging.getLogger(__name__)
PAUSE = 5.0  # seconds between tries while Telegram cannot be reached


class WrongToken(Refusal):
    """Telegram does not know this token."""

    line = "BOT_TOKEN: Telegram does not know this token; copy it again from @BotFather"


class WrongAddress(Refusal):
    """Somebody answers there, and is no Bot API."""

    line = (
        "TELEGRAM_API_URL: nothing is at this path (404); give the address of a Bot API server up to where /bot "
        "begins, or leave the setting out for Telegram's own"
    )


async def greet(client: Client, sleep: Sleep) -> str:
    """The bot's username. Waits for Telegram as long as it takes; raises WrongToken, WrongAddress."""
    while True:
        try:
            return name_of(await introduce(client))
        except Undelivered as failure:
            log.warning("Telegram cannot be reached (%s), see TELEGRAM_API_URL; trying again", failure.explanation)
            await sleep(PAUSE)


async def introduce(client: Client, seconds: float = PATIENCE) -> Mapping[str, Any]:
    """What getMe says, raw; the client knows its name from then on. Raises WrongToken, WrongAddress, Undelivered."""
    try:
        me = await client(GetMe(), request_timeout=int(seconds))
    except Undelivered as failure:
        # Telegram itself also answers 404 to a token that it cannot read.
        is_ours = client.session.api == PRODUCTION
        if failure.status == 401 or (failure.status == 404 and is_ours):
            raise WrongToken from None
        if failure.status == 404:
            raise WrongAddress from None
        raise
    known = me if isinstance(me, dict) else {}
    client.learn_name(name_of(known))
    return known


def name_of(me: Mapping[str, Any]) -> str:
    username = me.get("username")
    return username if isinstance(username, str) else ""
