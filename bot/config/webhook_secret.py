"""The word by which Telegram's requests to the webhook are known."""

from __future__ import annotations

import base64
import hashlib
import hmac

from bot.config.settings import Settings

USED_FOR = b"secret of the webhook of "


def find_webhook_secret(settings: Settings, master_key: bytes) -> str:
    """WEBHOOK_SECRET, or else a secret that follows from the master key and the token: 43 letters, digits, _ and -.

    So it is the same after every start and in every process of this installation, without a file that could be lost
    (docs/decisions/webhook-secret.md).
    """
    if settings.webhook_secret:
        return settings.webhook_secret.get_secret_value()
    token = settings.bot_token.get_secret_value() if settings.bot_token else ""
    made = hmac.new(master_key, USED_FOR + token.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made).decode().rstrip("=")
