"""The messenger that the settings choose: today Telegram, always."""

from __future__ import annotations

from bot.channels.telegram.adapter import Telegram
from bot.channels.telegram.client import Client
from bot.channels.telegram.session import OpenSession
from bot.channels.telegram.webhook import Hook
from bot.config.settings import Settings
from bot.config.webhook_secret import find_webhook_secret
from bot.dialogue.adapter import Adapter
from bot.health.tally import Tally
from bot.health.time_check import TimeCheck
from bot.machine import Machine


def make_adapter(
    settings: Settings, key: bytes, machine: Machine, check: TimeCheck, tally: Tally, open_session: OpenSession
) -> Adapter:
    """Its answers tell `check` the time, and its calls are counted by `tally`. `key` is the master key."""
    if settings.bot_token is None:
        raise ValueError("settings without a token")
    token = settings.bot_token.get_secret_value()
    client = Client.at(settings.telegram_api_url, token, check.on_request, open_session)
    client.on_call = tally.add_call
    hook = Hook(settings.webhook_url, find_webhook_secret(settings, key)) if settings.webhook_url else None
    return Telegram(client, machine, settings.staff_topic_id, hook)
